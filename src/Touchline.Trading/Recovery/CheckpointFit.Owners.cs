using Touchline.Core;

namespace Touchline.Trading;

/// <content>Brackets, legs and positions in the engine's indices and units.</content>
internal sealed partial class CheckpointFit
{
    public OwnerSlots<BracketSlot> Brackets()
    {
        var slots = new List<BracketSlot>();
        foreach (BracketSlot bracket in _checkpoint.Brackets.Slots)
        {
            if (HasPlace(bracket.Strategy, bracket.Instrument, bracket.IsLive))
                slots.Add(Fit(bracket));
        }

        return _checkpoint.Brackets with { Slots = slots };
    }

    public OwnerSlots<LegsSlot> Legs()
    {
        var slots = new List<LegsSlot>();
        foreach (LegsSlot legs in _checkpoint.Legs.Slots)
        {
            if (HasPlace(legs.Strategy, legs.FirstTerms.Instrument, legs.IsLive) && HasPlace(legs.Strategy, legs.HedgeTerms.Instrument, legs.IsLive))
                slots.Add(Fit(legs));
        }

        return _checkpoint.Legs with { Slots = slots };
    }

    public void Restore(PositionBook positions)
    {
        for (int strategy = 0; strategy < _strategies.Length; strategy++)
        {
            for (int instrument = 0; instrument < _instruments.Length; instrument++)
            {
                KeptPosition kept = _checkpoint.Strategies[strategy].Positions[instrument];
                if (_strategies[strategy] >= 0 && _instruments[instrument] >= 0)
                    positions.Restore(_strategies[strategy], _instruments[instrument], kept with { Most = Roughly(instrument, kept.Most) });
            }
        }
    }

    // One that has ended is known for the sake of fills that come late: where that would take a conversion it is let go.
    private bool HasPlace(int strategy, int instrument, bool isLive) =>
        _strategies[strategy] >= 0 && _instruments[instrument] >= 0 && (isLive || HasSameUnits(instrument));

    private bool HasSameUnits(int instrument)
    {
        Instrument from = _checkpoint.Instruments[instrument].Instrument, to = _to[_instruments[instrument]];
        return from.PriceUnit.Step == to.PriceUnit.Step && from.QuantityUnit.Step == to.QuantityUnit.Step;
    }

    private BracketSlot Fit(BracketSlot bracket)
    {
        int from = bracket.Instrument;
        bracket.Strategy = _strategies[bracket.Strategy];
        bracket.Instrument = _instruments[from];
        bracket.Terms = bracket.Terms with
        {
            TakeProfit = Price(from, bracket.Terms.TakeProfit),
            StopLoss = Price(from, bracket.Terms.StopLoss),
            Activation = Price(from, bracket.Terms.Activation),
        };
        bracket.Best = Price(from, new Price(bracket.Best)).Units;
        bracket.Wanted = Units(from, bracket.Wanted);
        bracket.Filled = Units(from, bracket.Filled);
        bracket.Exited = Units(from, bracket.Exited);
        bracket.Cut = Units(from, bracket.Cut);
        bracket.GuardWhole = Units(from, bracket.GuardWhole);
        return bracket;
    }

    private LegsSlot Fit(LegsSlot legs)
    {
        int first = legs.FirstTerms.Instrument, hedge = legs.HedgeTerms.Instrument;
        legs.Strategy = _strategies[legs.Strategy];
        legs.FirstTerms = Fit(legs.FirstTerms);
        legs.HedgeTerms = Fit(legs.HedgeTerms);
        legs.Filled = Units(first, legs.Filled);
        legs.Unwound = Units(first, legs.Unwound);
        legs.Hedged = Units(hedge, legs.Hedged);
        return legs;
    }

    private NewOrder Fit(in NewOrder terms) => terms with
    {
        Instrument = _instruments[terms.Instrument],
        Price = Price(terms.Instrument, terms.Price),
        Quantity = Quantity(terms.Instrument, terms.Quantity),
        Trigger = Price(terms.Instrument, terms.Trigger),
    };

    private long Units(int instrument, long units) => Quantity(instrument, new Quantity(units)).Units;

    // A figure for people: rounded towards zero where it can't be told.
    private long Roughly(int instrument, long units)
    {
        DecimalUnit from = _checkpoint.Instruments[instrument].Instrument.QuantityUnit.Step, to = _to[_instruments[instrument]].QuantityUnit.Step;
        return from == to ? units : (long)(from.ToDecimal(units) / to.ToDecimal());
    }
}
