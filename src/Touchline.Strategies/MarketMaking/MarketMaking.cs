using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// A two-sided market maker: on every refresh it wants <c>levels</c> post-only bids and asks in each instrument, the first half a spread
/// from a reference price and each further one another half spread; the reference is the mid, moved against the position. Position and
/// all that is wanted on a side never come to more than <c>max_position</c>. Formulas: docs/strategies/market-making.md.
/// </summary>
public sealed class MarketMaking : Strategy
{
    private const int RefreshTimer = 1;
    internal const int MaxLevels = 50;
    private const string On = "on";

    private readonly DecimalParameter _spread = new("spread", 1.0m, 0, 1e9m, "price", "distance between its best bid and its best ask");
    private readonly DecimalParameter _size = new("size", 0.001m, 0, 1e9m, "quantity", "quantity of each quote");
    private readonly DecimalParameter _maxPosition = new("max_position", 0.1m, 0, 1e9m, "quantity", "largest position on either side");
    private readonly WholeParameter _levels = new("levels", 5, 1, MaxLevels, "quotes", "quotes on each side");
    private readonly DurationParameter _refresh = new("refresh", 1_000_000_000, 1_000_000, 3_600_000_000_000, "time between two looks at the market");

    private readonly DecimalParameter _skew = new(
        "skew", 1, 0, 10, "half spreads", "how far quotes move against a position of max_position, in proportion below it");

    private readonly ChoiceParameter _widening = new("widening", "off", ["off", On], "on: the spread follows volatility and position, in place of spread");

    private QuoteLadder[] _ladders = [];
    private long _dueNs;

    public override void OnStart()
    {
        LadderTerms.CheckRoom(_size, _maxPosition);
        _ladders = [.. Context.Instruments.Select((instrument, index) => new QuoteLadder(index, instrument) { Terms = TermsFor(instrument) })];
        LookAt(Context.NowNs + _refresh.Ns);
    }

    public override void OnParametersChanged()
    {
        LadderTerms.CheckRoom(_size, _maxPosition);
        QuoteTerms[] terms = [.. _ladders.Select(ladder => TermsFor(ladder.Instrument))];
        for (int i = 0; i < _ladders.Length; i++)
        {
            _ladders[i].Terms = terms[i];
            _ladders[i].Follow(Context);
        }

        LookAt(Math.Min(_dueNs, Context.NowNs + _refresh.Ns));
    }

    public override void OnTimer(int id)
    {
        LookAt(Context.NowNs + _refresh.Ns);
        foreach (QuoteLadder ladder in _ladders)
            ladder.Refresh(Context);
    }

    public override void OnBook(int instrument) => _ladders[instrument].WithdrawIfStale(Context);

    private void LookAt(long dueNs)
    {
        _dueNs = dueNs;
        Context.SetTimer(RefreshTimer, dueNs);
    }

    private QuoteTerms TermsFor(Instrument instrument) => new()
    {
        Ladder = LadderTerms.Of(instrument, _size, _maxPosition, _levels),
        HalfSpread = (double)(_spread.Value / instrument.PriceUnit.Step.ToDecimal()) / 2,
        Skew = (double)_skew.Value,
        Widens = _widening.Value == On,
    };
}
