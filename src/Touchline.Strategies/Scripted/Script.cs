using Touchline.Core;

namespace Touchline.Strategies;

/// <summary>A script's lines in the order in which they are to be done, and how it numbers its orders.</summary>
/// <param name="Ids">The script's own number of each of its orders.</param>
internal sealed record Script(ScriptRow[] Rows, long[] Ids)
{
    public const string Header = "local_ns,instrument,id,action,side,type,tif,price,quantity";

    /// <summary>Lines that a script may have.</summary>
    public const int MaxRows = 10_000_000;

    /// <summary>The header of a script that uses more than plain orders.</summary>
    public const string LongHeader = Header + ",trigger,trigger_by,callback,expires_ns,reduce_only";

    private const int Fields = 9;
    private const int LongFields = 14;

    /// <summary>Reads a script for the instruments of a session.</summary>
    /// <exception cref="BadInputException">The file can't be read or a line of it is wrong.</exception>
    public static Script Read(string path, IReadOnlyList<Instrument> instruments)
    {
        var lines = new InputFiles([path]).Lines();
        var rows = new List<ScriptRow>();
        var orders = new ScriptOrders();
        var names = new InstrumentNames(instruments);
        foreach (LineReader reader in lines)
        {
            int width = reader.TryRead() ? WidthBy(reader) : 0;
            if (width == 0)
                throw reader.Bad($"the first line of a script is '{Header}' or '{LongHeader}', here it is");
            while (reader.TryRead())
            {
                if (reader.Line.IsEmpty)
                    continue;
                if (rows.Count == MaxRows)
                    throw reader.Bad($"a script has at most {MaxRows} lines; this is one more");
                rows.Add(ReadRow(reader, width, names, orders, rows.Count == 0 ? 0 : rows[^1].LocalNs));
            }
        }

        return rows.Count > 0
            ? new Script([.. rows], [.. orders.Ids])
            : throw new BadInputException($"{path}: the script has nothing but its header; right is at least one line behind it");
    }

    // 0: the line is no header.
    private static int WidthBy(LineReader reader)
    {
        if (reader.Line.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Header)))
            return Fields;
        return reader.Line.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(LongHeader)) ? LongFields : 0;
    }

    private static ScriptRow ReadRow(LineReader reader, int width, InstrumentNames names, ScriptOrders orders, long lastNs)
    {
        Span<int> ends = stackalloc int[CsvLine.MaxFields];
        var fields = new CsvLine(reader, ends);
        if (fields.Count != width)
            throw reader.Bad($"{width} fields are right, here are {fields.Count}");
        long localNs = fields.Integer(0, "local_ns");
        if (localNs < 0)
            throw reader.Bad($"local_ns {localNs} is before 1970; right are nanoseconds since the Unix epoch");
        if (localNs < lastNs)
            throw reader.Bad($"local_ns runs backwards: {localNs} after {lastNs}; lines stand in the order of their times");
        int instrument = names.Find(fields.Text(1), reader);
        long id = fields.Integer(2, "id");
        if (id <= 0)
            throw reader.Bad($"id {id} is wrong; right is a whole number above 0");
        var row = new ScriptRow(localNs, ActionOf(fields, reader), (int)reader.Number);
        var terms = new ScriptTerms(reader, instrument, names.Instruments[instrument]);
        return row.Action switch
        {
            ScriptAction.New => row with { Terms = terms.New(fields), Order = orders.Add(id, instrument, row.Line, reader) },
            ScriptAction.Amend => row with { Terms = terms.Amended(fields), Order = orders.Find(id, instrument, "amend", reader) },
            _ => row with { Order = orders.Find(id, instrument, "cancel", reader) },
        };
    }

    private static ScriptAction ActionOf(CsvLine fields, LineReader reader) => fields.Text(3) switch
    {
        "new" => ScriptAction.New,
        "amend" => ScriptAction.Amend,
        "cancel" => ScriptAction.Cancel,
        var text => throw reader.Bad($"action '{text}' is wrong; right is new, amend or cancel"),
    };
}

/// <summary>The orders that a script has named so far.</summary>
internal sealed class ScriptOrders
{
    private readonly Dictionary<long, (int Order, int Instrument, int Line)> _orders = [];

    public List<long> Ids { get; } = [];

    public int Add(long id, int instrument, int line, LineReader reader)
    {
        int order = Ids.Count;
        if (!_orders.TryAdd(id, (order, instrument, line)))
            throw reader.Bad($"id {id} was used for a new order on line {_orders[id].Line}; right is a number of its own for each");
        Ids.Add(id);
        return order;
    }

    public int Find(long id, int instrument, string action, LineReader reader)
    {
        if (!_orders.TryGetValue(id, out (int Order, int Instrument, int Line) found))
            throw reader.Bad($"{action} of id {id}, which no line before is new with");
        return found.Instrument == instrument
            ? found.Order
            : throw reader.Bad($"{action} of id {id} names another instrument than its new order on line {found.Line}");
    }
}

/// <summary>A session's instruments by symbol, or by symbol@venue where a symbol alone is ambiguous.</summary>
internal sealed class InstrumentNames(IReadOnlyList<Instrument> instruments)
{
    private readonly Dictionary<string, int> _byName = instruments.Select((x, i) => (Name: x.ToString(), i)).ToDictionary(p => p.Name, p => p.i);
    private readonly ILookup<string, int> _bySymbol = instruments.Select((x, i) => (x.Symbol, i)).ToLookup(p => p.Symbol, p => p.i);

    public IReadOnlyList<Instrument> Instruments => instruments;

    public int Find(string name, LineReader reader)
    {
        if (_byName.TryGetValue(name, out int index))
            return index;
        int[] found = [.. _bySymbol[name]];
        return found.Length switch
        {
            1 => found[0],
            0 => throw reader.Bad($"instrument '{name}' is unknown; known are {List(Enumerable.Range(0, instruments.Count))}"),
            _ => throw reader.Bad($"instrument '{name}' is ambiguous; right is one of {List(found)}"),
        };
    }

    private string List(IEnumerable<int> indices) => string.Join(", ", indices.Select(i => instruments[i].ToString()));
}
