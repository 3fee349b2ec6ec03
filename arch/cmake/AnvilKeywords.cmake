# Reads the words behind anvil_add_task and anvil_add_image into one list per keyword.
#
# Owns which mistakes of form are refused, and how: unknown and repeated keywords, and keywords
# without a value or with too many. What values mean is none of its business (pack.py).
# cmake_parse_arguments is not enough here: it drops repeated keywords silently.

# anvil_refuse(<subject> <property> <reason>): the one form of every refusal, as pack.py has it. The
# blank in front keeps CMake from breaking the line.
function(anvil_refuse subject property reason)
    message(FATAL_ERROR " anvil: ${subject}: ${property}: ${reason}")
endfunction()

# anvil_read_words(<prefix> <subject> <words> <single> <many> <flags> <repeated>)
#
# Each argument from <words> on is the name of a list. Sets <prefix>_<KEYWORD> for every keyword, to
# nothing for those not given; a flag takes no value and is set to ON; a repeated one may be given
# again and again and has one item for each time, its values joined by blanks. A word in capitals is
# a keyword, so that a misspelt one is not taken for a value; file names that look like one can be
# written with ./ before them.
function(anvil_read_words prefix subject words_list single_list many_list flag_list repeated_list)
    set(keywords ${${single_list}} ${${many_list}} ${${flag_list}} ${${repeated_list}})
    foreach(keyword IN LISTS keywords)
        set(${prefix}_${keyword} "")
    endforeach()
    set(keyword "")
    set(values "")
    set(seen "")
    foreach(word IN LISTS ${words_list})
        if(word IN_LIST keywords)
            anvil_close_keyword()
            if(word IN_LIST seen)
                anvil_refuse("${subject}" "${word}" "is given twice")
            elseif(word IN_LIST ${flag_list})
                set(${prefix}_${word} ON)
            else()
                set(keyword ${word})
            endif()
            if(NOT word IN_LIST ${repeated_list})
                list(APPEND seen ${word})
            endif()
        elseif(word MATCHES "^[A-Z][A-Z_]+$")
            anvil_refuse("${subject}" "${word}" "unknown keyword")
        elseif(keyword STREQUAL "")
            anvil_refuse("${subject}" "${word}" "a value without a keyword")
        else()
            list(APPEND values "${word}")
        endif()
    endforeach()
    anvil_close_keyword()
    foreach(keyword IN LISTS keywords)
        set(${prefix}_${keyword} "${${prefix}_${keyword}}" PARENT_SCOPE)
    endforeach()
endfunction()

# Part of anvil_read_words: the keyword has all its values.
macro(anvil_close_keyword)
    anvil_check_count("${subject}" "${keyword}" "${values}" ${single_list})
    if(keyword IN_LIST ${repeated_list})
        list(JOIN values " " values)
    endif()
    if(NOT keyword STREQUAL "")
        list(APPEND ${prefix}_${keyword} "${values}")
    endif()
    set(keyword "")
    set(values "")
endmacro()

# One value for a keyword of the list named <single>, at least one for any other.
function(anvil_check_count subject keyword values single_list)
    list(LENGTH values count)
    if(keyword STREQUAL "")
        return()
    elseif(count EQUAL 0)
        anvil_refuse("${subject}" "${keyword}" "has no value")
    elseif(count GREATER 1 AND keyword IN_LIST ${single_list})
        list(JOIN values " " values)
        anvil_refuse("${subject}" "${keyword} ${values}" "takes one value")
    endif()
endfunction()

# anvil_require(<prefix> <subject> <keyword>...): refuses when one was not given.
function(anvil_require prefix subject)
    foreach(keyword IN LISTS ARGN)
        if("${${prefix}_${keyword}}" STREQUAL "")
            anvil_refuse("${subject}" "${keyword}" "is missing")
        endif()
    endforeach()
endfunction()
