using System.Data.Common;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>A query that is documented: the same text on both databases, with values that are named in it (<c>:name</c>).</summary>
public sealed partial record StoredQuery(string Name, string Sql)
{
    private const string Prefix = "Queries/";
    private const string Now = "now_ns";

    public static IReadOnlyList<StoredQuery> All { get; } = Read();

    /// <summary>Values that whoever runs it has to give.</summary>
    public IReadOnlyList<string> Values { get; } = [.. Named().Matches(Sql).Select(m => m.Groups["name"].Value).Distinct().Where(n => n != Now)];

    /// <exception cref="BadInputException">There is none of that name.</exception>
    public static StoredQuery Of(string name) => All.FirstOrDefault(q => q.Name == name)
        ?? throw new BadInputException($"query '{name}' is unknown; there are {string.Join(", ", All.Select(q => q.Name))}");

    /// <summary>Each row as its columns by name; a value is a text, a number, a decimal or null.</summary>
    /// <exception cref="BadInputException">A value is missing, or is none of the query's.</exception>
    public IReadOnlyList<IReadOnlyList<KeyValuePair<string, object?>>> Run(DbConnection connection, IReadOnlyDictionary<string, string> values, long nowNs)
    {
        if (Values.FirstOrDefault(v => !values.ContainsKey(v)) is { } missing)
            throw new BadInputException($"query {Name} needs a value: --set {missing}=VALUE");
        if (values.Keys.FirstOrDefault(v => !Values.Contains(v)) is { } unknown)
            throw new BadInputException($"query {Name} has no value '{unknown}'; it has {(Values.Count == 0 ? "none" : string.Join(", ", Values))}");
        var given = new DynamicParameters();
        foreach ((string name, string value) in values)
            given.Add(name, value);
        if (Sql.Contains($":{Now}", StringComparison.Ordinal))
            given.Add(Now, nowNs);
        return [.. connection.Query(Sql, given).Select(r => ((IDictionary<string, object?>)r).ToArray())];
    }

    private static StoredQuery[] Read()
    {
        Assembly assembly = typeof(StoredQuery).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(n)!, Encoding.UTF8);
            return new StoredQuery(n[Prefix.Length..^".sql".Length], reader.ReadToEnd().ReplaceLineEndings("\n").Trim());
        })];
    }

    [GeneratedRegex(@"(?<!:):(?<name>[a-z_]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
