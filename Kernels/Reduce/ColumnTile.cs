using ILGPU;

namespace Kernels;

/// <summary>
/// A group laid over a matrix as a tile of neighbouring columns and a few rows, to sum down the columns: neighbouring threads
/// read neighbouring addresses, and the threads of a column meet in shared memory.
/// </summary>
internal static class ColumnTile<TGroup>
    where TGroup : struct, IGroup
{
    /// <summary>Threads that share a column.</summary>
    public const int Height = 8;

    /// <summary>Columns of a tile.</summary>
    public static int Width => TGroup.Size / Height;

    /// <summary>The thread's row in the tile.</summary>
    public static int Row => Group.IdxX / Width;

    /// <summary>The thread's column in the tile.</summary>
    public static int Column => Group.IdxX % Width;

    /// <summary>Tiles that cover so many columns.</summary>
    public static int Tiles(int columns) => (columns + Width - 1) / Width;

    /// <summary>The sum over the threads of a column, from the top down. Every thread of the group must call it; all of a column get it.</summary>
    public static float Sum(float value)
    {
        var shared = SharedMemory.Allocate<float>(TGroup.Size);
        shared[Group.IdxX] = value;
        Group.Barrier();
        float sum = 0;
        for (int i = 0; i < Height; i++)
        {
            sum += shared[(i * Width) + Column];
        }

        Group.Barrier(); // the memory may be used again at once
        return sum;
    }
}
