using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Touchline.Core;

namespace Touchline.Storage;

/// <summary>What importing a trade log came to.</summary>
/// <param name="Known">Lines that were there already.</param>
public sealed record TradeImport(long Added, long Known);

/// <summary>
/// An old trade log in CSV: a header that names the columns, a trade a line. Columns are known by usual names, or by those that the user gives. Read whole or
/// not at all.
/// </summary>
public static class TradeLog
{
    private const int MostLines = 10_000_000;
    private const int MostErrors = 20;

    // The first of each is the column's own name.
    private static readonly string[][] Names =
    [
        ["time", "timestamp", "date", "datetime", "closed_at", "close_time"],
        ["symbol", "pair", "market", "instrument"],
        ["side", "direction"],
        ["price", "exit_price", "fill_price", "executed_price"],
        ["quantity", "qty", "amount", "size", "volume"],
        ["fee", "fees", "commission"],
        ["pnl", "realized_pnl", "realised_pnl", "profit", "gross_pnl"],
        ["net_pnl", "net_profit"],
        ["exit_reason", "reason", "close_reason"],
        ["signal", "signal_type"],
        ["strategy", "bot"],
        ["venue", "exchange"],
        ["id", "trade_id"],
    ];

    private static readonly string[] Needed = ["time", "symbol", "side", "price", "quantity"];

    public static IReadOnlyList<string> Columns => [.. Names.Select(n => n[0])];

    /// <param name="renamed">The file's name of a column, by the column's own.</param>
    /// <exception cref="BadInputException">The file can't be read, or lines are wrong: said with their numbers and what would be right.</exception>
    public static IReadOnlyList<TradeRow> Read(string path, IReadOnlyDictionary<string, string> renamed) => Read(path, renamed, MostLines);

    internal static IReadOnlyList<TradeRow> Read(string path, IReadOnlyDictionary<string, string> renamed, int mostLines)
    {
        string[] lines;
        try
        {
            lines = [.. File.ReadLines(path).Take(mostLines + 1)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't read the trade log {path}: {e.Message}", e);
        }

        if (lines.Length > mostLines)
            throw new BadInputException($"{path} has more than {mostLines:N0} lines, and isn't imported, not a line of it; split it into files of at most so many, each with the first line");
        if (lines.Length == 0 || lines[0].Trim().Length == 0)
            throw new BadInputException($"{path} is empty: its first line has to name the columns");
        Dictionary<string, int> columns = ReadHeader(path, Csv.Split(lines[0].TrimStart('\uFEFF')) ?? [], renamed);
        return ReadLines(path, lines, columns);
    }

    private static List<TradeRow> ReadLines(string path, string[] lines, Dictionary<string, int> columns)
    {
        var rows = new List<TradeRow>();
        var errors = new List<string>();
        var times = new Dictionary<string, int>();
        for (int i = 1; i < lines.Length && errors.Count < MostErrors; i++)
        {
            if (lines[i].Trim().Length == 0)
                continue;
            try
            {
                rows.Add(ReadLine(lines[i], columns, times));
            }
            catch (BadInputException e)
            {
                errors.Add($"line {i + 1}: {e.Message}");
            }
        }

        return errors.Count == 0
            ? rows
            : throw new BadInputException($"{path} isn't imported, not a line of it:\n  {string.Join("\n  ", errors)}{(errors.Count == MostErrors ? "\n  and maybe more" : "")}");
    }

    private static Dictionary<string, int> ReadHeader(string path, IReadOnlyList<string> header, IReadOnlyDictionary<string, string> renamed)
    {
        string[] names = [.. header.Select(h => h.Trim().ToLowerInvariant().Replace(' ', '_'))];
        if (renamed.Keys.FirstOrDefault(r => !Columns.Contains(r)) is { } unknown)
            throw new BadInputException($"column '{unknown}' is unknown; there are {string.Join(", ", Columns)}");
        var columns = new Dictionary<string, int>();
        foreach (string[] column in Names)
        {
            bool isRenamed = renamed.TryGetValue(column[0], out string? name);
            int at = isRenamed ? header.ToList().FindIndex(h => h.Trim() == name) : column.Select(n => Array.IndexOf(names, n)).Where(n => n >= 0).DefaultIfEmpty(-1).First();
            if (isRenamed && at < 0)
                throw new BadInputException($"{path} has no column '{name}'; it has {string.Join(", ", header)}");
            if (at >= 0)
                columns[column[0]] = at;
        }

        string[] missing = [.. Needed.Where(n => !columns.ContainsKey(n))];
        return missing.Length == 0
            ? columns
            : throw new BadInputException($"{path} has no column for {string.Join(", ", missing)}: its first line names {string.Join(", ", header)}; say which it is by --column {missing[0]}=NAME");
    }

    private static TradeRow ReadLine(string line, Dictionary<string, int> columns, Dictionary<string, int> times)
    {
        IReadOnlyList<string> cells = Csv.Split(line) ?? throw new BadInputException("a quotation mark isn't closed");
        string? Cell(string name) => columns.TryGetValue(name, out int at) && at < cells.Count && cells[at].Trim().Length > 0 ? cells[at].Trim() : null;
        string Text(string name) => Cell(name) ?? throw new BadInputException($"{name} is missing");
        decimal? Number(string name) => Cell(name) is not { } text ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value
            : throw new BadInputException($"{name} is '{text}'; right is a number such as 0.25");
        decimal Positive(string name) => Number(name) is not { } value ? throw new BadInputException($"{name} is missing") : value > 0 ? value : throw new BadInputException($"{name} is {value}; right is a number above 0");
        decimal price = Positive("price"), quantity = Positive("quantity"), fee = Number("fee") ?? 0;
        decimal? net = Number("net_pnl"), gross = Number("pnl") ?? net + fee;
        string strategy = Cell("strategy") ?? "imported", venue = Cell("venue") ?? "imported", symbol = Text("symbol");
        return new TradeRow
        {
            FillKey = Cell("id") is { } id ? Key(id, [venue, symbol, strategy], times) : Key(line, times),
            Journal = "",
            SessionKey = "",
            Strategy = strategy,
            Venue = venue,
            Symbol = symbol,
            Side = ReadSide(Text("side")),
            Kind = TradeRow.Imported,
            Price = price,
            Quantity = quantity,
            Value = price * quantity,
            Fee = fee,
            RealisedPnl = gross,
            NetPnl = net ?? gross - fee,
            ExitReason = Cell("exit_reason"),
            SignalType = Cell("signal"),
            AtNs = ReadTime(Text("time")),
        };
    }

    // Venues number the trades of each symbol by itself.
    private static string Key(string id, string[] of, Dictionary<string, int> times)
    {
        string text = JsonSerializer.Serialize<string[]>([id, .. of]);
        return times.TryAdd(text, 1) ? Hash(text) : throw new BadInputException($"id '{id}' of {string.Join(", ", of)} is there twice");
    }

    // Without an id a line is known by its text; two that are the same are two trades.
    private static string Key(string line, Dictionary<string, int> times)
    {
        string text = line.Trim();
        int count = times[text] = times.GetValueOrDefault(text) + 1;
        return Hash($"{text}\n{count}");
    }

    private static string Hash(string text) => $"import/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}";

    private static string ReadSide(string text) => text.ToLowerInvariant() switch
    {
        "buy" or "b" or "long" => "buy",
        "sell" or "s" or "short" => "sell",
        _ => throw new BadInputException($"side is '{text}'; right is buy or sell"),
    };

    // A number is seconds, milli-, micro- or nanoseconds since 1970, by its size.
    private static long ReadTime(string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number is >= 1e8m and < 9e18m)
            return (long)(number * (number < 1e11m ? 1e9m : number < 1e14m ? 1e6m : number < 1e17m ? 1e3m : 1m));
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTime time) && time.Year >= 1970
            ? (time - DateTime.UnixEpoch).Ticks * 100
            : throw new BadInputException($"time is '{text}'; right is e.g. 2026-03-01 12:30:00 (UTC) or milliseconds since 1970");
    }
}
