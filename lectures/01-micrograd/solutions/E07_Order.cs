// The order of the backward pass
//
// Before a node may hand its gradient on, everything that was computed from it must have done so. Given each node's inputs, return an
// order of all nodes that `last` depends on (itself too): inputs before what is computed from them.
//? Walk the graph depth first: a node may be written down once all of its inputs are.
//? visit(node): if not seen: mark it, visit each input, then append it to the list.
//? foreach (int input in inputs[node]) { Visit(input); } order.Add(node);
namespace Exercises;

public static class Order
{
    public static int[] Topological(int[][] inputs, int last)
    {
        // <solution>
        var order = new List<int>();
        var seen = new HashSet<int>();
        Visit(last);
        return [.. order];

        void Visit(int node)
        {
            if (!seen.Add(node))
            {
                return;
            }

            foreach (int input in inputs[node])
            {
                Visit(input);
            }

            order.Add(node);
        }

        // <skeleton>
        // throw new NotImplementedException("a topological order");
        // </solution>
    }
}
