// Encodes a file with quicktok (https://github.com/dmatth1/quicktok, MIT), a tokenizer in C++, into memory that it keeps.
//
//   quicktok_peer DATA_FOLDER ENCODING FILE
//
// Each line of the input is a number: it encodes the file that often, and writes the seconds of one time and the number of ids.
#include <quicktok.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>

int main(int argc, char **argv)
try
{
    std::ifstream file(argc == 4 ? argv[3] : "", std::ios::binary);
    if (!file)
    {
        std::fprintf(stderr, "quicktok_peer DATA_FOLDER ENCODING FILE\n");
        return 1;
    }

    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto tokenizer = quicktok::Tokenizer::load_dir(argv[1], argv[2]);
    std::vector<uint32_t> ids;
    for (int repeats; std::scanf("%d", &repeats) == 1;)
    {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < repeats; i++)
        {
            ids.clear();
            tokenizer.encode(reinterpret_cast<const uint8_t *>(text.data()), text.size(), ids);
        }

        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        std::printf("%.9f %zu\n", time.count() / repeats, ids.size());
        std::fflush(stdout);
    }

    return 0;
}
catch (const std::exception &e)
{
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
