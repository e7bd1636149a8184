// The order of the backward pass
//
// Before a node may hand its gradient on, everything that was computed from it must have done so. Given each node's inputs, return an
// order of all nodes that `last` depends on (itself too): inputs before what is computed from them.
namespace Exercises;

public static class Order
{
    public static int[] Topological(int[][] inputs, int last)
    {
        throw new NotImplementedException("a topological order");
    }
}
