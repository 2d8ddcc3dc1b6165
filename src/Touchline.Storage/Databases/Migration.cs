using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Touchline.Storage;

/// <summary>A numbered step of the schema: <c>NNN-name.sql</c>, or <c>NNN-name@variant.sql</c> where the server decides which.</summary>
/// <param name="Name">The file's, without its ending.</param>
/// <param name="Variant">Null: the only one.</param>
internal sealed record Migration(int Version, string Name, string? Variant, string Sql)
{
    public const string Timescale = "timescale";

    /// <summary>SHA-256 of the text, in hex.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>All of a kind of database, all variants, in order.</summary>
    public static IReadOnlyList<Migration> All(DatabaseKind kind)
    {
        Assembly assembly = typeof(Migration).Assembly;
        string prefix = $"{kind}/";
        return [.. assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => Of(n[prefix.Length..^".sql".Length], Read(assembly, n)))];
    }

    private static Migration Of(string name, string sql)
    {
        int variant = name.IndexOf('@');
        return new Migration(int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), name, variant < 0 ? null : name[(variant + 1)..], sql);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
