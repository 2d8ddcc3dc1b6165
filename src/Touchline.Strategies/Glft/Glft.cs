using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// The market maker of Guéant, Lehalle and Fernandez-Tapia: a grid of quotes with the half spread and the skew that are best in the
/// long run. Formulas and units: docs/strategies/glft.md.
/// </summary>
public sealed class Glft : Strategy
{
    private const int RefreshTimer = 1;

    private readonly DecimalParameter _gamma = new("gamma", 0.01m, 0.000000001m, 1_000_000, "1/price", "aversion to risk; more of it leans harder against a position");
    private readonly DecimalParameter _a = new("A", 0, 0, 1e9m, "1/s", "arrivals at the mid on each side; 0, with k also 0: estimated over window");
    private readonly DecimalParameter _k = new("k", 0, 0, 1e9m, "1/price", "decay of the arrival intensity by distance from the mid; 0, with A also 0: estimated over window");
    private readonly DecimalParameter _sigma = new("sigma", 0, 0, 1e9m, "price/sqrt(s)", "volatility of the mid; 0: estimated over window");
    private readonly DecimalParameter _adj1 = new("adj1", 1, 0, 1000, "", "factor of the half spread");
    private readonly DecimalParameter _adj2 = new("adj2", 1, 0, 1000, "", "factor of the skew");
    private readonly DecimalParameter _size = new("size", 0.001m, 0, 1e9m, "quantity", "quantity of each quote, and the unit of inventory");
    private readonly DecimalParameter _maxPosition = new("max_position", 0.01m, 0, 1e9m, "quantity", "largest position on either side");
    private readonly WholeParameter _levels = new("levels", 1, 1, 50, "quotes", "quotes on each side");
    private readonly DecimalParameter _interval = new("interval", 1, 0, 100, "half spreads", "distance between neighbouring levels");
    private readonly WholeParameter _minHalfSpread = new("min_half_spread", 1, 0, 1_000_000, "ticks", "least distance from the reservation price to a quote");
    private readonly DurationParameter _refresh = new("refresh", 100_000_000, 1_000_000, 3_600_000_000_000, "time between two looks at the market");
    private readonly DurationParameter _window = new("window", 300_000_000_000, 1_000_000_000, 86_400_000_000_000, "how far back the estimates look");

    private ModelMaker[] _makers = [];
    private long _dueNs;

    public override void OnStart()
    {
        Check();
        ModelTerms model = Model();
        bool isAlone = Context.Instruments.Count == 1;
        _makers = [.. Context.Instruments.Select((x, i) => new ModelMaker(i, x, LadderTerms.Of(x, _size, _maxPosition, _levels), model, isAlone))];
        LookAt(Context.NowNs + _refresh.Ns);
    }

    public override void OnParametersChanged()
    {
        Check();
        ModelTerms model = Model();
        LadderTerms[] ladders = [.. Context.Instruments.Select(x => LadderTerms.Of(x, _size, _maxPosition, _levels))];
        for (int i = 0; i < _makers.Length; i++)
            _makers[i].Change(ladders[i], model);
        LookAt(Math.Min(_dueNs, Context.NowNs + _refresh.Ns));
    }

    public override void OnTimer(int id)
    {
        LookAt(Context.NowNs + _refresh.Ns);
        foreach (ModelMaker maker in _makers)
        {
            if (maker.Look(Context))
                maker.Quote(Context, ShapeFor(maker.Estimate));
        }
    }

    public override void OnTrade(int instrument, in MarketEvent trade) => _makers[instrument].OnTrade(trade);

    public override void OnBook(int instrument) => _makers[instrument].WithdrawIfStale(Context);

    private QuoteShape ShapeFor(MarketEstimate estimate)
    {
        QuoteShape shape = GlftFormula.Of((double)_gamma.Value, estimate.A, estimate.K, estimate.Sigma);
        return new QuoteShape(shape.HalfSpread * (double)_adj1.Value, shape.Skew * (double)_adj2.Value);
    }

    private void LookAt(long dueNs)
    {
        _dueNs = dueNs;
        Context.SetTimer(RefreshTimer, dueNs);
    }

    private void Check()
    {
        LadderTerms.CheckRoom(_size, _maxPosition);
        if (_a.Value == 0 != (_k.Value == 0))
            throw new BadInputException($"parameters A and k are {_a.Value} and {_k.Value}; right are both above 0, or both 0 to have them estimated");
        if (_sigma.Value == 0 || _k.Value == 0)
            EstimateTerms.CheckWindow(_window, _refresh);
    }

    private ModelTerms Model() => new()
    {
        Estimate = new EstimateTerms
        {
            Sigma = (double)_sigma.Value,
            A = (double)_a.Value,
            K = (double)_k.Value,
            StepNs = _refresh.Ns,
            WindowNs = _window.Ns,
        },
        LeastHalfSpreadTicks = _minHalfSpread.Value,
        Interval = (double)_interval.Value,
    };
}
