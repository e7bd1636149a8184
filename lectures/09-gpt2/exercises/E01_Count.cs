// 124 million
//
// GPT-2's smallest: 50,257 tokens, 1,024 positions, 12 layers, 12 heads, 768 channels, biases everywhere, output weights shared with the
// token embedding. Say how many parameters (1) the two embeddings together have, (2) one block, (3) the whole model.
namespace Exercises;

public static class CountParameters
{
    public static int Embeddings => 0;

    public static int Block => 0;

    public static int All => 0;
}
