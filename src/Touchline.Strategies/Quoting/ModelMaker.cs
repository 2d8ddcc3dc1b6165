using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>A market maker that follows a model, in one instrument: it knows the market's figures and stands where it is told.</summary>
internal sealed class ModelMaker
{
    private readonly int _index;
    private readonly Instrument _instrument;
    private readonly Ladder _ladder;
    private readonly double _priceUnit;
    private readonly string _sigmaName;
    private readonly string _kName;
    private readonly string _waitedName;
    private ModelTerms _model;
    private long _waited;

    public ModelMaker(int index, Instrument instrument, LadderTerms terms, ModelTerms model, bool isAlone)
    {
        (_index, _instrument, _model) = (index, instrument, model);
        _ladder = new Ladder(index, instrument) { Terms = terms };
        Estimate = new MarketEstimate(instrument, model.Estimate);
        _priceUnit = instrument.PriceUnit.ToDouble(new Price(1));
        (_sigmaName, _kName, _waitedName) = isAlone
            ? ("sigma", "k", "looks_without_estimate")
            : ($"sigma {instrument}", $"k {instrument}", $"looks_without_estimate {instrument}");
    }

    public MarketEstimate Estimate { get; private set; }

    /// <summary>From the next look on. What is estimated goes on being so, unless it is to be estimated otherwise: then it begins anew.</summary>
    public void Change(LadderTerms terms, ModelTerms model)
    {
        if (model.Estimate != _model.Estimate)
            Estimate = new MarketEstimate(_instrument, model.Estimate);
        _model = model;
        _ladder.Terms = terms;
    }

    /// <summary>One look at the market. False, with its quotes taken back, on an unsound book or while the estimates aren't there.</summary>
    public bool Look(IStrategyContext context)
    {
        BookView book = context.Book(_index);
        Estimate.Look(book, context.NowNs);
        if (!Ladder.IsSound(book) || double.IsNaN(Estimate.Sigma) || double.IsNaN(Estimate.K))
        {
            if (double.IsNaN(Estimate.Sigma) || double.IsNaN(Estimate.K))
                context.Metric(_waitedName, ++_waited);
            _ladder.Withdraw(context);
            return false;
        }

        context.Metric(_sigmaName, Estimate.Sigma);
        context.Metric(_kName, Estimate.K);
        return true;
    }

    public void Quote(IStrategyContext context, QuoteShape shape)
    {
        double held = (double)context.Position(_index).Units / _ladder.Terms.Size.Units;
        double reference = context.Book(_index).Mid - shape.Skew * held / _priceUnit;
        double half = Math.Max(_model.LeastHalfSpreadTicks * _instrument.TickUnits, shape.HalfSpread / _priceUnit);
        _ladder.Quote(context, reference, half, half * _model.Interval);
    }

    public void OnTrade(in MarketEvent trade) => Estimate.OnTrade(trade);

    /// <inheritdoc cref="Ladder.WithdrawIfStale"/>
    public void WithdrawIfStale(IStrategyContext context) => _ladder.WithdrawIfStale(context);
}
