/* Ends without having read what was sent to it. */
int main(void)
{
    return 0;
}
