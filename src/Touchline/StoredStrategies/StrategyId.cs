using Touchline.Configuration;
using Touchline.Plugins;

namespace Touchline.StoredStrategies;

/// <summary>The name of a stored strategy: that of its folder, on any system.</summary>
internal static class StrategyId
{
    public const int MostLength = 64;
    public const string Right = "1 to 64 of a-z, 0-9, '.', '_' and '-', not beginning or ending with a dot, and not ending with .cs, which stands for a file";

    // Paths of the API, and who places orders by hand.
    private static readonly string[] Reserved = ["running", "status", Trading.Operator.Name];
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"com{n}", $"lpt{n}" })];

    /// <summary>Made of what ids are made of; it may be taken all the same.</summary>
    public static bool IsShaped(string id) =>
        id.Length is > 0 and <= MostLength && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-') && id[0] != '.' && id[^1] != '.' && !StrategyCatalog.IsFile(id);

    public static bool IsRight(string id) => WhyNot(id) is null;

    /// <summary>Why none can be called that; null where one can.</summary>
    public static string? WhyNot(string id)
    {
        if (!IsShaped(id))
            return $"id '{Shown(id)}' is wrong; right are {Right}";
        if (Reserved.Contains(id) || StrategyCatalog.BuiltIn.Any(s => s.Name == id))
            return $"id '{id}' is taken: {(Reserved.Contains(id) ? "it is a word of the API" : "a strategy that comes with the program is called that")}; choose another";
        return Devices.Contains(id.Split('.')[0]) ? $"id '{id}' is taken: it is a device's name on Windows; choose another" : null;
    }

    // Whatever was asked for is told back on one line, and no more of it than an id may have.
    private static string Shown(string id) => string.Concat(id.Take(MostLength).Select(c => char.IsControl(c) ? '?' : c)) + (id.Length > MostLength ? "…" : "");
}
