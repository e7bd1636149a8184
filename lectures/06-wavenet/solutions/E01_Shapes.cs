// Shapes on the way down
//
// The lecture's network takes 4 names with 8 letters of context. Each letter becomes 24 numbers; then, three times, two neighbours are
// joined and a linear layer gives 128 numbers. Say the last two sizes after (1) the embedding, (2) the first join, before its layer,
// (3) the first layer, (4) the third join, before its layer: there only one size is left. How many numbers has one example there?
//? Joining two neighbours halves the time axis and doubles the other.
//? (B, 8, 24), then (B, 4, 48), the layer makes (B, 4, 128), join (B, 2, 256), layer (B, 2, 128), join (B, 256).
//? AfterEmbedding = [8, 24], AfterJoin = [4, 48], AfterLayer = [4, 128], AtThird = 256.
namespace Exercises;

public static class WaveNetShapes
{
    // <solution>
    public static int[] AfterEmbedding => [8, 24];

    public static int[] AfterJoin => [4, 48];

    public static int[] AfterLayer => [4, 128];

    public static int AtThird => 256;
    // <skeleton>
    // public static int[] AfterEmbedding => [];
    //
    // public static int[] AfterJoin => [];
    //
    // public static int[] AfterLayer => [];
    //
    // public static int AtThird => 0;
    // </solution>
}
