namespace Tests;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_folder_is_made_and_left_empty()
    {
        string path = Path.Combine(folder.Path, "a", "b");
        OutputFolder.Require(path);
        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    [Fact]
    public void A_file_in_its_place_is_named_and_kept()
    {
        string file = folder.File("taken");
        File.WriteAllText(file, "mine");
        var refused = Assert.Throws<DataException>(() => OutputFolder.Require(file));
        Assert.Equal($"Cannot write to the folder {file}: it is a file. Choose another with --out-dir.", refused.Message);
        Assert.Throws<DataException>(() => OutputFolder.Require(Path.Combine(file, "below")));
        Assert.Equal("mine", File.ReadAllText(file));
    }
}
