using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Strategies;

/// <summary>
/// The market maker of Avellaneda and Stoikov: quotes around a price at which it would be indifferent to its inventory. Formulas and
/// units: docs/strategies/avellaneda-stoikov.md.
/// </summary>
public sealed class AvellanedaStoikov : Strategy
{
    private const int RefreshTimer = 1;
    private const string Repeating = "repeating";

    private readonly DecimalParameter _gamma = new("gamma", 0.01m, 0.000000001m, 1_000_000, "1/price", "aversion to risk; more of it leans harder against a position");
    private readonly DecimalParameter _sigma = new("sigma", 0, 0, 1e9m, "price/sqrt(s)", "volatility of the mid; 0: estimated over window");
    private readonly DecimalParameter _k = new("k", 0, 0, 1e9m, "1/price", "decay of the arrival intensity by distance from the mid; 0: estimated over window");
    private readonly DurationParameter _horizon = new("horizon", 60_000_000_000, 1_000_000, 86_400_000_000_000, "time over which a position is a risk: length of a session, T");
    private readonly ChoiceParameter _session = new("session", "rolling", ["rolling", Repeating], "rolling: the time left is always horizon; repeating: it falls to 0 and starts again");
    private readonly DecimalParameter _size = new("size", 0.001m, 0, 1e9m, "quantity", "quantity of each quote, and the unit of inventory");
    private readonly DecimalParameter _maxPosition = new("max_position", 0.01m, 0, 1e9m, "quantity", "largest position on either side");
    private readonly WholeParameter _levels = new("levels", 1, 1, 50, "quotes", "quotes on each side");
    private readonly DecimalParameter _interval = new("interval", 1, 0, 100, "half spreads", "distance between neighbouring levels");
    private readonly WholeParameter _minHalfSpread = new("min_half_spread", 1, 0, 1_000_000, "ticks", "least distance from the reservation price to a quote");
    private readonly DurationParameter _refresh = new("refresh", 100_000_000, 1_000_000, 3_600_000_000_000, "time between two looks at the market");
    private readonly DurationParameter _window = new("window", 300_000_000_000, 1_000_000_000, 86_400_000_000_000, "how far back the estimates look");

    private ModelMaker[] _makers = [];
    private long _dueNs;
    private long _startNs;

    public override void OnStart()
    {
        Check();
        ModelTerms model = Model();
        bool isAlone = Context.Instruments.Count == 1;
        _makers = [.. Context.Instruments.Select((x, i) => new ModelMaker(i, x, LadderTerms.Of(x, _size, _maxPosition, _levels), model, isAlone))];
        _startNs = Context.NowNs;
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
        double gamma = (double)_gamma.Value, secondsLeft = SecondsLeft();
        foreach (ModelMaker maker in _makers)
        {
            if (maker.Look(Context))
                maker.Quote(Context, AvellanedaStoikovFormula.Of(gamma, maker.Estimate.K, maker.Estimate.Sigma, secondsLeft));
        }
    }

    public override void OnTrade(int instrument, in MarketEvent trade) => _makers[instrument].OnTrade(trade);

    public override void OnBook(int instrument) => _makers[instrument].WithdrawIfStale(Context);

    private double SecondsLeft() =>
        (_session.Value == Repeating ? _horizon.Ns - (Context.NowNs - _startNs) % _horizon.Ns : _horizon.Ns) / 1e9;

    private void LookAt(long dueNs)
    {
        _dueNs = dueNs;
        Context.SetTimer(RefreshTimer, dueNs);
    }

    private void Check()
    {
        LadderTerms.CheckRoom(_size, _maxPosition);
        if (_horizon.Ns < _refresh.Ns)
            throw new BadInputException($"parameter horizon is {_horizon.ValueText}; right is at least refresh, which is {_refresh.ValueText}");
        if (_sigma.Value == 0 || _k.Value == 0)
            EstimateTerms.CheckWindow(_window, _refresh);
    }

    private ModelTerms Model() => new()
    {
        Estimate = new EstimateTerms
        {
            Sigma = (double)_sigma.Value,
            A = 0,
            K = (double)_k.Value,
            StepNs = _refresh.Ns,
            WindowNs = _window.Ns,
        },
        LeastHalfSpreadTicks = _minHalfSpread.Value,
        Interval = (double)_interval.Value,
    };
}
