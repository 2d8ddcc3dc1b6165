using Touchline.Trading;

namespace Touchline.Simulate;

/// <summary>A journal's files as they were at a moment: what a process writes after its death isn't there.</summary>
internal sealed class JournalDisk
{
    private readonly string _folder;
    private readonly int _from;
    private readonly List<(string Path, byte[] Bytes)> _kept;

    private JournalDisk(string folder, int from)
    {
        (_folder, _from) = (folder, from);
        _kept = [.. Files().Select(f => (f, Open(f)))];
    }

    /// <param name="segment">The newest that was begun: those before don't change any more.</param>
    public static JournalDisk Take(string folder, int segment) => new(folder, segment);

    /// <summary>A record is half there, or not at all, and from there on the segment is zeros.</summary>
    /// <param name="share">Of the record, 0 to 1.</param>
    public void Tear(JournalEntry record, double share)
    {
        byte[] bytes = BytesOf(record.Segment);
        // Zeros at its end wouldn't be missed.
        int last = bytes.AsSpan(record.At, record.Bytes).LastIndexOfAnyExcept((byte)0);
        bytes.AsSpan(record.At + (int)(share * last)).Clear();
    }

    /// <summary>Of the segment's head the first bytes aren't there: it was never begun.</summary>
    public void TearHead(int segment, int bytes) => BytesOf(segment).AsSpan(0, bytes).Clear();

    public void Restore()
    {
        foreach (string path in Files())
            File.Delete(path);
        foreach ((string path, byte[] bytes) in _kept)
            File.WriteAllBytes(path, bytes);
    }

    private byte[] BytesOf(int segment) => _kept.Find(k => k.Path.EndsWith(JournalNames.Segment(segment), StringComparison.Ordinal)).Bytes;

    private IEnumerable<string> Files() =>
        Directory.Exists(_folder) ? JournalNames.Segments(_folder).Where(s => s.Number >= _from).Select(s => s.Path) : [];

    private static byte[] Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
