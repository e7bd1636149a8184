// Shapes on the way down
//
// The lecture's network takes 4 names with 8 letters of context. Each letter becomes 24 numbers; then, three times, two neighbours are
// joined and a linear layer gives 128 numbers. Say the last two sizes after (1) the embedding, (2) the first join, before its layer,
// (3) the first layer, (4) the third join, before its layer: there only one size is left. How many numbers has one example there?
namespace Exercises;

public static class WaveNetShapes
{
    public static int[] AfterEmbedding => [];

    public static int[] AfterJoin => [];

    public static int[] AfterLayer => [];

    public static int AtThird => 0;
}
