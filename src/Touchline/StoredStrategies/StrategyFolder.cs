using System.Globalization;
using System.Security.Cryptography;
using Touchline.Plugins;

namespace Touchline.StoredStrategies;

/// <summary>
/// One strategy's folder on the disk: metadata, code and its versions. Files appear whole, under their names, in the order of docs/strategy-store.md, so that what a crash leaves is one state or the other. Changes are made
/// under the store's lock. All of it throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> of the disk.
/// </summary>
internal sealed class StrategyFolder(string folder, string id)
{
    /// <summary>The newest that are kept.</summary>
    public const int MostVersions = 100;

    private const string Metadata = "metadata.json";
    private const string Versions = "versions";
    private const string Partial = ".partial";

    public string MetadataPath => Path.Combine(folder, Metadata);

    private string VersionsPath => Path.Combine(folder, Versions);

    public bool Exists => Directory.Exists(folder);

    public string CodePath(StrategyLanguage language) => Path.Combine(folder, $"strategy.{language.Extension()}");

    public static string HashOf(ReadOnlySpan<byte> code) => Convert.ToHexStringLower(SHA256.HashData(code));

    /// <exception cref="FormatException">It is damaged; the message says how.</exception>
    public StoredStrategy Read() => MetadataText.Read(ReadFile(MetadataPath, MetadataText.MostBytes), id);

    /// <summary>The code that stands there, and whether it is the one that the metadata are of.</summary>
    /// <exception cref="FormatException">There is none, or it can't be code.</exception>
    public (byte[] Code, bool IsKnown) ReadCode(StoredStrategy strategy)
    {
        byte[] code = ReadFile(CodePath(strategy.Language), StrategyFile.MaxBytes);
        return (code, strategy.Version > 0 && HashOf(code) == strategy.CodeHash);
    }

    /// <summary>Makes code the next version: the version's own copy, then the code, then the metadata.</summary>
    /// <param name="strategy">As it was, but for what changes besides.</param>
    /// <param name="isKept">Of the number of a version: it stays, however old.</param>
    public StoredStrategy WriteCode(StoredStrategy strategy, byte[] code, long now, Func<int, bool> isKept)
    {
        Directory.CreateDirectory(VersionsPath);
        VersionFile newest = Files().LastOrDefault();
        // A crash came between the code and the metadata.
        bool isThere = newest.Number > strategy.Version && ReadFile(newest.Path, int.MaxValue).AsSpan().SequenceEqual(code);
        int number = isThere ? newest.Number : Math.Max(newest.Number, strategy.Version) + 1;
        StoredStrategy next = strategy with { Version = number, Revision = strategy.Revision + 1, CodeHash = HashOf(code), UpdatedAt = now };
        if (!isThere)
            WriteFile(Path.Combine(VersionsPath, string.Create(CultureInfo.InvariantCulture, $"{number:D6}-{now}.{strategy.Language.Extension()}")), code);
        string current = CodePath(strategy.Language);
        if (!File.Exists(current) || !ReadFile(current, int.MaxValue).AsSpan().SequenceEqual(code))
            WriteFile(current, code);
        WriteMetadata(next);
        foreach (VersionFile old in Files().SkipLast(MostVersions).Where(v => v.Number != number && !isKept(v.Number)))
            File.Delete(old.Path);
        return next;
    }

    public void WriteMetadata(StoredStrategy strategy) => WriteFile(MetadataPath, MetadataText.Write(strategy));

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<CodeVersion> History(StoredStrategy strategy) => [.. Files().Select(v => new CodeVersion(v.Number, v.At, new FileInfo(v.Path).Length, v.Number == strategy.Version))];

    /// <summary>Exactly as it was; null when it isn't kept.</summary>
    public byte[]? ReadVersion(StoredStrategy strategy, int number)
    {
        if (number == strategy.Version)
            return ReadCode(strategy).Code;
        VersionFile found = Files().FirstOrDefault(v => v.Number == number);
        return found.Path is null ? null : ReadFile(found.Path, int.MaxValue);
    }

    // By their numbers. What else stands there is nobody's.
    private VersionFile[] Files()
    {
        if (!Directory.Exists(VersionsPath))
            return [];
        return [.. Directory.EnumerateFiles(VersionsPath).Select(Parse).OfType<VersionFile>().OrderBy(v => v.Number)];
    }

    private static VersionFile? Parse(string file)
    {
        string[] parts = Path.GetFileNameWithoutExtension(file).Split('-');
        return parts.Length == 2 && !file.EndsWith(Partial, StringComparison.Ordinal)
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long at)
            ? new VersionFile(number, at, file) : null;
    }

    private static byte[] ReadFile(string file, int most)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length > most)
            throw new FormatException($"{Path.GetFileName(file)} is larger than {most:N0} bytes");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void WriteFile(string file, byte[] bytes)
    {
        string partial = file + Partial;
        using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, file, overwrite: true);
    }

    private readonly record struct VersionFile(int Number, long At, string Path);
}
