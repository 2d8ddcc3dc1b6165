using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Simulation;

/// <summary>What a report draws of one instrument: values at equal steps, and fills. Not a number: there was none.</summary>
public sealed class InstrumentChart
{
    internal InstrumentChart(int steps)
    {
        foreach (double[] values in (double[][])[Mid = new double[steps], Bid = new double[steps], Ask = new double[steps], Position = new double[steps]])
            Array.Fill(values, double.NaN);
    }

    /// <summary>The last middle of the book on our side.</summary>
    public double[] Mid { get; }

    /// <summary>Our own highest bid that the venue has.</summary>
    public double[] Bid { get; }

    /// <summary>Our own lowest ask that the venue has.</summary>
    public double[] Ask { get; }

    /// <summary>Signed, in the instrument's quantity.</summary>
    public double[] Position { get; }

    /// <summary>In order; where there were too many, every so many-th.</summary>
    public List<ChartFill> Fills { get; } = [];

    /// <summary>Of how many fills one is kept.</summary>
    public long FillsPerKept { get; internal set; } = 1;

    internal long AllFills { get; set; }
}

/// <summary>A fill to be drawn, when it reached us.</summary>
public readonly record struct ChartFill(long LocalNs, Side Side, double Price, double Quantity, bool IsMaker);

/// <summary>Looks at a simulation at equal steps of local time, to draw it. As large as asked for, however long it goes.</summary>
public sealed class SessionChart
{
    /// <summary>Steps, and fills of one instrument, that are kept at most of all instruments together.</summary>
    private const int MostValues = 8_000;

    private const int FewestValues = 250;

    private readonly OrderUpdate[] _orders;
    private int _next;

    /// <param name="lastNs">Local time of the last row.</param>
    /// <param name="mostOrders">That may work at once.</param>
    public SessionChart(long firstNs, long lastNs, int instruments, int mostOrders)
    {
        Most = Math.Clamp(MostValues / instruments, FewestValues, MostValues / 4);
        FirstNs = firstNs;
        StepNs = Math.Max(1, (lastNs - firstNs) / (Most - 1) + 1);
        Steps = (int)((lastNs - firstNs) / StepNs) + 1;
        Instruments = [.. Enumerable.Range(0, instruments).Select(_ => new InstrumentChart(Steps))];
        _orders = new OrderUpdate[mostOrders];
    }

    /// <summary>Time of the first value.</summary>
    public long FirstNs { get; }

    public long StepNs { get; }

    public int Steps { get; }

    public IReadOnlyList<InstrumentChart> Instruments { get; }

    internal long NextNs => _next < Steps ? FirstNs + _next * StepNs : long.MaxValue;

    private int Most { get; }

    /// <summary>The steps before a time see what is now.</summary>
    internal void Look(long beforeNs, Engine engine)
    {
        int from = _next;
        while (NextNs < beforeNs)
            _next++;
        if (_next == from)
            return;
        for (int i = 0; i < Instruments.Count; i++)
        {
            InstrumentChart chart = Instruments[i];
            Instrument instrument = engine.Instruments[i];
            Array.Fill(chart.Mid, engine.LastMid(i) is { } mid ? (double)mid : double.NaN, from, _next - from);
            Array.Fill(chart.Position, instrument.QuantityUnit.ToDouble(engine.Ledger(i).Position), from, _next - from);
        }

        foreach (ref readonly OrderUpdate order in _orders.AsSpan(0, engine.CopyOrders(_orders)))
            Draw(order, engine.Instruments[order.Instrument], from);
    }

    internal void OnFill(in ReportedFill fill, Instrument instrument)
    {
        InstrumentChart chart = Instruments[fill.Report.Instrument];
        if (chart.AllFills++ % chart.FillsPerKept != 0)
            return;
        if (chart.Fills.Count == Most)
            Thin(chart);
        if ((chart.AllFills - 1) % chart.FillsPerKept == 0)
        {
            chart.Fills.Add(new ChartFill(
                fill.Report.LocalNs, fill.Side, instrument.PriceUnit.ToDouble(fill.Report.Price),
                instrument.QuantityUnit.ToDouble(fill.Report.Quantity), fill.Report.IsMaker));
        }
    }

    private static void Thin(InstrumentChart chart)
    {
        for (int i = 0; 2 * i < chart.Fills.Count; i++)
            chart.Fills[i] = chart.Fills[2 * i];
        chart.Fills.RemoveRange((chart.Fills.Count + 1) / 2, chart.Fills.Count / 2);
        chart.FillsPerKept *= 2;
    }

    private void Draw(in OrderUpdate order, Instrument instrument, int from)
    {
        if (order.State is not (OrderState.Placed or OrderState.PartiallyFilled) || order.Price.Units == 0)
            return;
        InstrumentChart chart = Instruments[order.Instrument];
        double[] side = order.Side == Side.Buy ? chart.Bid : chart.Ask;
        double price = instrument.PriceUnit.ToDouble(order.Price);
        bool isBetter = double.IsNaN(side[from]) || (order.Side == Side.Buy ? price > side[from] : price < side[from]);
        if (isBetter)
            Array.Fill(side, price, from, _next - from);
    }
}
