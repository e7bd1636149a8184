// 124 million
//
// GPT-2's smallest: 50,257 tokens, 1,024 positions, 12 layers, 12 heads, 768 channels, biases everywhere, output weights shared with the
// token embedding. Say how many parameters (1) the two embeddings together have, (2) one block, (3) the whole model.
//? A block: two layer norms, the attention's two linear layers (C to 3C, C to C), the MLP's two (C to 4C, 4C to C), each with a bias.
//? Block: 2·2C + (3C² + 3C) + (C² + C) + (4C² + 4C) + (4C² + C) = 12C² + 13C. At the end one more layer norm: 2C.
//? 39,383,808, 7,087,872 and 124,439,808.
namespace Exercises;

public static class CountParameters
{
    // <solution>
    public static int Embeddings => 39_383_808;

    public static int Block => 7_087_872;

    public static int All => 124_439_808;
    // <skeleton>
    // public static int Embeddings => 0;
    //
    // public static int Block => 0;
    //
    // public static int All => 0;
    // </solution>
}
