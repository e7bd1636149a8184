// The bias that everybody shares
//
// y = x + b, where x has `rows` rows of `columns` numbers and b has one number for each column: broadcasting adds it to every row.
// Given dy (flat, row by row), return db. The code below is wrong; the shape is right. The checker says what it sees.
namespace Exercises;

public static class Bias
{
    public static double[] Backward(double[] dy, int rows, int columns)
    {
        var db = new double[columns];
        for (int i = 0; i < rows * columns; i++)
        {
            db[i % columns] = dy[i];
        }

        return db;
    }
}
