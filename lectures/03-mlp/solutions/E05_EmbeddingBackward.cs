// The backward pass of a look-up
//
// emb = C[x]: row i of emb is row x[i] of the table C. Given x and demb (n rows), return dC with `rows` rows.
//? Every row of emb came from one row of C; where does its gradient go?
//? dC[x[i]] gets demb[i]. A row that was looked up three times gets the sum of three gradients; one that was not, zeros.
//? for (int j = 0; j < width; j++) { dC[x[i]][j] += demb[i][j]; }
namespace Exercises;

public static class LookUp
{
    public static double[][] Backward(int[] x, double[][] demb, int rows)
    {
        int width = demb[0].Length;
        var dC = Enumerable.Range(0, rows).Select(_ => new double[width]).ToArray();
        // <solution>
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < width; j++)
            {
                dC[x[i]][j] += demb[i][j];
            }
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
        return dC;
    }
}
