// An idea of the paper's: the direct way
//
// E03 of the lecture: read Bengio et al. 2003 and build one idea of it. This is the one that its formula (1) has and the lecture leaves
// out: the output also sees the embeddings directly, past the hidden layer. emb is (B, n), w1 (n, h), b1 (h), w2 (h, 27), b2 (27),
// direct (n, 27); return the logits (B, 27). Whether it helps, the whole exercise says: put it into the lecture's network and train.
namespace Exercises;

public static class DirectWay
{
    public static Tensor Logits(Tensor emb, Tensor w1, Tensor b1, Tensor w2, Tensor b2, Tensor direct)
    {
        throw new NotImplementedException("the logits with a direct way");
    }
}
