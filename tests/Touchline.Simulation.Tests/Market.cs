using System.Globalization;
using Touchline.Core;

namespace Touchline.Simulation.Tests;

/// <summary>A row of market data in plain numbers, before any unit. -1 as a time: that side never sees it.</summary>
internal sealed record Row(long Local, long Exchange, EventKind Kind, Side Side, decimal Price, decimal Quantity, bool EndsBatch)
{
    public override string ToString() => $"{Local},{Exchange},{Kind},{Side},{Price},{Quantity}{(EndsBatch ? "" : " …")}";
}

/// <summary>Something a strategy does at a local time: a new order, or the cancel of the order of an earlier action.</summary>
internal sealed record ScriptedAction(
    long At, int Cancels, Side Side, OrderType Type, TimeInForce TimeInForce, decimal Price, decimal Quantity)
{
    public bool IsCancel => Cancels >= 0;

    public static ScriptedAction New(long at, Side side, OrderType type, TimeInForce timeInForce, decimal price, decimal quantity) =>
        new(at, -1, side, type, timeInForce, price, quantity);

    public static ScriptedAction Cancel(long at, int action) => new(at, action, Side.None, OrderType.Limit, TimeInForce.GoodTillCancel, 0, 0);

    public override string ToString() => IsCancel ? $"at {At} cancel #{Cancels}" : $"at {At} {Side} {Type} {TimeInForce} {Price} x {Quantity}";
}

/// <summary>Market data of one instrument, what a strategy does on it, and the models: all that decides a simulation.</summary>
internal sealed record Market(Instrument Instrument, Row[] Rows, ScriptedAction[] Script, long ClockOffsetNs, SimulationOptions Options)
{
    /// <summary>What the orders' and answers' times are interpolated from; null for a constant latency.</summary>
    public LatencySample[]? Measured { get; init; }

    /// <summary>Writes the rows as a recording in the instrument's units.</summary>
    public void Record(string path)
    {
        using var writer = new RecordingWriter(path, "test") { ClockOffsetNs = ClockOffsetNs };
        ushort index = writer.Define(Instrument, Rows[0].Exchange, Rows[0].Local);
        foreach (Row row in Rows)
            writer.Write(ToEvent(row, Instrument, index));
        writer.Complete();
    }

    /// <summary>Writes the rows as events-csv text and imports it; times and batches are then the importer's doing.</summary>
    public void Import(string path)
    {
        string text = path + ".csv";
        using (var csv = new StreamWriter(text))
        {
            csv.WriteLine(EventsCsvImport.Header);
            foreach (Row row in Rows)
                csv.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Local},{row.Exchange},{row.Kind.ToString().ToLowerInvariant()},{(int)row.Side},{row.Price},{row.Quantity}"));
        }

        var options = new ImportOptions(Instrument.Venue, Instrument.Symbol, Instrument.PriceUnit.Step, Instrument.QuantityUnit.Step, path);
        new EventsCsvImport().Import(options, new InputFiles([text]), CancellationToken.None);
    }

    public static MarketEvent ToEvent(Row row, Instrument instrument, ushort index) => new()
    {
        LocalNs = row.Local,
        ExchangeNs = row.Exchange,
        Kind = row.Kind,
        Side = row.Side,
        Price = new Price((long)(row.Price / instrument.PriceUnit.Step.ToDecimal())),
        Quantity = new Quantity((long)(row.Quantity / instrument.QuantityUnit.Step.ToDecimal())),
        Flags = row.EndsBatch ? EventFlags.EndOfBatch : EventFlags.None,
        Instrument = index,
    };

    public override string ToString() =>
        $"tick {Instrument.Tick}, lot {Instrument.Lot}, offset {ClockOffsetNs}, {Options}\n{string.Join('\n', Rows.AsEnumerable())}\n{string.Join('\n', Script.AsEnumerable())}\n{string.Join('\n', (Measured ?? []).AsEnumerable())}";
}
