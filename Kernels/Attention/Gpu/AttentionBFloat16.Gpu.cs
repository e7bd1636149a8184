using ILGPU.Runtime;

namespace Kernels;

/// <summary>What both directions of attention in bf16 share.</summary>
internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>As for floats, and rows of whole pieces of 16 bytes, with sequences that end before, at and behind a tile's end.</summary>
    private static int[][] AttentionBFloat16Shapes =>
    [
        .. AttentionShapes, [1, 1, 8, 1, 0], [2, 15, 128, 2, 0], [1, 16, 64, 1, 20], [1, 17, 64, 1, 0], [1, 63, 48, 2, 20], [1, 65, 128, 2, 0], [1, 200, 128, 2, 0],
        [2, 65, 256, 2, 20], [1, 200, 128, 1, 0],
    ];

    private static int[][] TinyAttentionBFloat16Shapes => [.. TinyAttentionShapes, [1, 21, 16, 2, 0]];

    /// <summary>As for floats, and GPT-2's sizes with heads twice as wide.</summary>
    private static int[][] LargeAttentionBFloat16Shapes => [.. LargeAttentionShapes, [12, 1024, 768, 6, 0]];

    /// <summary>A group of four warps, where its memory is that of a processor; on the simulator, and in a GPU's 48 KiB, there is room for one.</summary>
    private bool EmulatesFourWarps => device is OpenClDevice { IsGpu: false };

    private static LadderOperand[] AttentionInBFloat16(LadderOperand[] operands) =>
        [.. operands.Select(operand => operand with { IsBFloat16 = operand.Name != "logSumExp" })];

    /// <summary>Whether every row of every head consists of whole pieces of 16 bytes, and no more than two panels of them.</summary>
    private static bool FitsFlashPanels(AttentionShape shape, params ReadOnlySpan<Buffer> buffers)
    {
        bool fits = shape.HeadSize % 8 == 0 && shape.HeadSize <= Head128.Channels;
        foreach (var buffer in buffers)
        {
            fits &= buffer.Offset % 8 == 0;
        }

        return fits;
    }

    private static FlashOperand FlashOperandOf(Buffer x) => new(x.As<Float4>(), x.As<byte>().LoadEffectiveAddressAsPtr());

    /// <summary>A copy in float, which the caller gives back.</summary>
    private Buffer Widened(Buffer x)
    {
        var y = Scratch(x.Length);
        Convert(x, y);
        return y;
    }

    private static void Release(params ReadOnlySpan<Buffer> buffers)
    {
        foreach (var buffer in buffers)
        {
            buffer.Storage.Release();
        }
    }
}
