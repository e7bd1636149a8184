// Encodes a file with quicktok (https://github.com/dmatth1/quicktok, MIT), a tokenizer in C++, through its C interface.
//
//   quicktok_peer DATA_FOLDER ENCODING FILE
//
// Each line of the input is a number: it encodes the file that often, and writes the seconds of one time and the number of ids.
#include <quicktok.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

int main(int argc, char **argv)
{
    char error[256] = "";
    FILE *file = argc == 4 ? fopen(argv[3], "rb") : NULL;
    qt_tokenizer *tokenizer = file ? qt_load_dir(argv[1], argv[2], error, sizeof error) : NULL;
    if (!tokenizer)
    {
        fprintf(stderr, "quicktok_peer DATA_FOLDER ENCODING FILE: %s\n", error);
        return 1;
    }

    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file), count = 0;
    rewind(file);
    char *text = malloc(length + 1);
    if (!text || fread(text, 1, length, file) != length)
    {
        return 1;
    }

    for (int repeats; scanf("%d", &repeats) == 1;)
    {
        double start = now();
        for (int i = 0; i < repeats; i++)
        {
            uint32_t *ids;
            qt_encode(tokenizer, text, length, &ids, &count);
            qt_ids_free(ids);
        }

        printf("%.9f %zu\n", (now() - start) / repeats, count);
        fflush(stdout);
    }

    return 0;
}
