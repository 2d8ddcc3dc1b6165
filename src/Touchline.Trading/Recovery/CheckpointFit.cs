using Touchline.Core;

namespace Touchline.Trading;

/// <summary>
/// A checkpoint laid onto an engine: which of its instruments and strategies are the engine's, and its counts in the engine's units. What would be
/// lost or rounded on the way is refused.
/// </summary>
internal sealed partial class CheckpointFit
{
    private readonly EngineCheckpoint _checkpoint;
    private readonly IReadOnlyList<Instrument> _to;
    private readonly IReadOnlyList<string> _feeAssets;
    private readonly int[] _instruments;
    private readonly int[] _strategies;

    /// <exception cref="BadInputException">Something of the checkpoint has no place in the engine.</exception>
    public CheckpointFit(EngineCheckpoint checkpoint, Engine engine)
    {
        _checkpoint = checkpoint;
        _to = engine.Instruments;
        _feeAssets = engine.FeeAssets;
        _instruments = [.. checkpoint.Instruments.Select((p, i) => PlaceOf(checkpoint.Instruments.Select(c => Name(c.Instrument)), i, _to.Select(Name)))];
        _strategies = [.. checkpoint.Strategies.Select((s, i) => PlaceOf(checkpoint.Strategies.Select(c => c.Name), i, engine.Strategies.Select(e => e.Name)))];
        for (int i = 0; i < _instruments.Length; i++)
            CheckInstrument(i);
        for (int i = 0; i < _strategies.Length; i++)
            CheckStrategy(i);
    }

    /// <summary>The engine's index of an instrument or strategy of the checkpoint; -1: it has none, and nothing is lost by that.</summary>
    public int Instrument(int index) => _instruments[index];

    /// <inheritdoc cref="Instrument"/>
    public int Strategy(int index) => _strategies[index];

    public LedgerState Ledger(int instrument, LedgerState state)
    {
        LedgerState fit = state with { Fees = Fees(state.Fees) };
        decimal from = _checkpoint.Instruments[instrument].Instrument.QuantityUnit.ToDecimal(new Quantity(1)), to = _to[_instruments[instrument]].QuantityUnit.ToDecimal(new Quantity(1));
        if (from == to || state.Position.IsZero)
            return fit;
        Quantity position = Quantity(instrument, state.Position);
        fit = from % to == 0
            ? fit.InFinerUnits((long)(from / to))
            : fit with { Position = position, Lots = [.. state.Lots.Select(l => l with { Units = Quantity(instrument, new Quantity(l.Units)).Units, UnitValue = l.UnitValue * to / from })] };
        for (int i = 0; i < fit.Lots.Count; i++)
        {
            if (fit.Lots[i].UnitValue * from != state.Lots[i].UnitValue * to)
                throw new BadInputException($"the journal has bought or sold in {_checkpoint.Instruments[instrument].Instrument} at {state.Lots[i].UnitValue} a unit of {from}, which can't be told exactly by the unit {to} in which it is counted now");
        }

        return fit;
    }

    /// <summary>From here on profit and loss are counted without what was made in instruments that the engine hasn't, and so are the marks.</summary>
    public EquityMarks Marks(EquityMarks marks, IReadOnlyList<LedgerState> ledgers)
    {
        decimal left = 0;
        for (int i = 0; i < _instruments.Length; i++)
        {
            if (_instruments[i] < 0)
                left += ledgers[i].Balance + ledgers[i].Funding - ledgers[i].Fees.Sum(f => f.InQuote);
        }

        return marks with { DayStart = marks.DayStart - left, Peak = marks.Peak - left };
    }

    /// <summary>False when the order is of an instrument or strategy that the engine hasn't.</summary>
    public bool TryOrder(in CheckpointOrder told, out WorkingOrder order)
    {
        order = told.Order;
        int from = order.Terms.Instrument, instrument = Instrument(from), strategy = Strategy(order.Strategy);
        if (instrument < 0 || strategy < 0)
            return false;
        order.Strategy = strategy;
        order.Terms = Fit(order.Terms);
        order.Filled = Quantity(from, order.Filled);
        order.AmendPrice = Price(from, order.AmendPrice);
        order.AmendQuantity = Quantity(from, order.AmendQuantity);
        return true;
    }

    // By the assets' names; what was paid in one without a name stays under its number where the names are the same.
    private IReadOnlyList<AssetFees> Fees(IReadOnlyList<AssetFees> told)
    {
        if (_checkpoint.FeeAssets.SequenceEqual(_feeAssets))
            return told;
        var fees = new List<AssetFees> { told[0] };
        foreach (AssetFees paid in told.Skip(1))
        {
            if (paid == new AssetFees(paid.Asset, 0, 0, 0, 0))
                continue;
            byte place = FeeAsset(paid.Asset);
            while (fees.Count <= place)
                fees.Add(new AssetFees((byte)fees.Count, 0, 0, 0, 0));
            fees[place] = paid with { Asset = place };
        }

        return fees;
    }

    private byte FeeAsset(byte asset)
    {
        IReadOnlyList<string> names = _checkpoint.FeeAssets;
        for (int i = 0; i < _feeAssets.Count && asset <= names.Count; i++)
        {
            if (_feeAssets[i] == names[asset - 1])
                return (byte)(i + 1);
        }

        string name = asset <= names.Count ? names[asset - 1] : $"its asset {asset}";
        throw new BadInputException($"the journal has fees paid in {name}, which isn't among the assets in which this session's venue takes fees ({(_feeAssets.Count == 0 ? "none" : string.Join(", ", _feeAssets))}); go on with the program and venue that wrote it, or give another journal");
    }

    // Names may stand more than once: the first is the first's.
    private static int PlaceOf(IEnumerable<string> names, int index, IEnumerable<string> places)
    {
        string name = names.ElementAt(index);
        int before = names.Take(index).Count(n => n == name);
        foreach ((int at, string place) in places.Index())
        {
            if (place == name && before-- == 0)
                return at;
        }

        return -1;
    }

    private static string Name(Instrument instrument) => instrument.ToString();

    private void CheckInstrument(int index)
    {
        InstrumentCheckpoint part = _checkpoint.Instruments[index];
        bool isInUse = _checkpoint.Strategies.Any(s => !s.Ledgers[index].Position.IsZero) || !part.Account.Position.IsZero
            || _checkpoint.Live.Any(o => o.Terms.Instrument == index);
        if (!isInUse)
            return;
        if (_instruments[index] < 0)
            throw new BadInputException($"the journal has a position or live orders in {part.Instrument}, which this session doesn't trade; add it to the session's symbols");
        if (_to[_instruments[index]].Multiplier != part.Instrument.Multiplier)
            throw new BadInputException($"the journal has a position or live orders in {part.Instrument} with contracts of {part.Instrument.Multiplier}, and they are of {_to[_instruments[index]].Multiplier} now");
    }

    private void CheckStrategy(int index)
    {
        if (_strategies[index] < 0 && _checkpoint.IsInUse(index))
            throw new BadInputException($"the journal has a position or live orders of the strategy {_checkpoint.Strategies[index].Name}, which this session doesn't run; run it, or close the position there first");
    }

    private Price Price(int instrument, Price price)
    {
        DecimalUnit from = _checkpoint.Instruments[instrument].Instrument.PriceUnit.Step, to = _to[_instruments[instrument]].PriceUnit.Step;
        return from == to ? price : new Price(Count(instrument, from.ToDecimal(price.Units), to));
    }

    private Quantity Quantity(int instrument, Quantity quantity)
    {
        DecimalUnit from = _checkpoint.Instruments[instrument].Instrument.QuantityUnit.Step, to = _to[_instruments[instrument]].QuantityUnit.Step;
        return from == to ? quantity : new Quantity(Count(instrument, from.ToDecimal(quantity.Units), to));
    }

    private long Count(int instrument, decimal value, DecimalUnit unit)
    {
        decimal step = unit.ToDecimal(), count = decimal.Round(value / step);
        if (Math.Abs(count) > DecimalUnit.MaxCount || count * step != value)
            throw new BadInputException($"the journal has {value} in {_checkpoint.Instruments[instrument].Instrument}, which is no whole number of the unit {unit} in which it is counted now");
        return (long)count;
    }
}
