using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>
/// Stands in the engine for a strategy that runs in a thread or process of its own, with that one's parameters, and tells it what a seat is told. The market and its orders it is told by its feed. In a replay it does nothing, as what was asked for stands in the
/// journal. docs/hot-reload.md.
/// </summary>
/// <param name="parameters">Of its own: they change here at once, there a little later.</param>
/// <param name="takesChanges">It can be given other values while it runs.</param>
/// <param name="place">Where it runs; null: nobody runs there.</param>
internal sealed class OutpostStrategy(Parameter[] parameters, bool takesChanges, OutpostPlace? place) : ElsewhereStrategy
{
    private string[] _told = [];
    private Action<string, double>? _figure;

    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>Null before it begins, and after it has left.</summary>
    public IOutpost? Outpost { get; private set; }

    /// <summary>Somebody is to run there.</summary>
    public bool Runs => place is not null;

    /// <summary>It runs in a process of its own.</summary>
    public bool HasProcess => place is { IsProcess: true };

    /// <param name="declared">An instance that isn't called: it has the parameters.</param>
    /// <param name="place">Where the one that runs does; null: nobody runs there.</param>
    /// <param name="copies">Others have the same instance: it keeps its values.</param>
    public static OutpostStrategy Of(Strategy declared, OutpostPlace? place, bool copies = false) => Of(declared.Parameters, OutpostDescription.CanChange(declared), place, copies);

    /// <inheritdoc cref="Of(Strategy, OutpostPlace?, bool)"/>
    public static OutpostStrategy Of(IReadOnlyList<Parameter> declared, bool takesChanges, OutpostPlace? place, bool copies = false) => new([.. declared.Select(p => copies ? p.Copy() : p)], takesChanges, place);

    /// <summary>Between two inputs of the engine in which it has its place. Once more where it has died: with what is held then.</summary>
    public IOutpost Begin(Engine engine, StrategySlot slot)
    {
        string[] values = Values;
        _told = values;
        return Outpost = place!.Begin(new OutpostFeed(engine, slot, slot.IsNext(this)), values);
    }

    /// <summary>Nobody runs there any more: what happens is told to nobody.</summary>
    public void Leave() => Outpost = null;

    /// <summary>The engine's reason of that name; the default one where there are too many.</summary>
    public OrderReason Reason(string name)
    {
        try
        {
            return ((IStrategySeat)Context).ReasonElsewhere(name);
        }
        catch (ArgumentException)
        {
            return default;
        }
    }

    /// <summary>Tells what the strategy has written to the log, as far as so many lines go: it may write faster than they are told.</summary>
    public void TellLines(int most)
    {
        for (int told = 0; told < most && Outpost!.Log.TryTakeLine(out string? line); told++)
            Context.Log(line);
    }

    /// <summary>Tells which figures it has set.</summary>
    public void TellFigures() => Outpost!.Log.TakeFigures(_figure ??= Metric);

    /// <summary>A figure about it.</summary>
    public void Metric(string name, double value) => Context.Metric(name, value);

    public override void OnParametersChanged()
    {
        if (!takesChanges)
            base.OnParametersChanged();
        string[] values = Values;
        for (int i = 0; i < _told.Length; i++)
        {
            (string name, string value) = (parameters[i].Name, values[i]);
            if (value != _told[i])
                Outpost?.Feed.TellSet(name, value);
        }

        if (_told.Length > 0)
            _told = values;
    }

    public override void OnTakeOver() => Outpost?.Feed.TellTakeOver();

    public override void OnSignal(in Signal signal) => Outpost?.Feed.TellSignal(signal);

    public override void OnFill(in Fill fill) => Outpost?.Feed.TellFill(fill);

    public override void OnFundingPayment(in FundingPayment payment) => Outpost?.Feed.TellFunding(payment);

    public override void OnStop() => Outpost?.End();

    private string[] Values => [.. parameters.Select(p => p.ValueText)];

    /// <summary>The strategy with these values of its parameters.</summary>
    public static Strategy With(IReadOnlyList<string> values, Strategy made)
    {
        for (int i = 0; i < values.Count; i++)
        {
            // A text that was never given is empty, which isn't always a value.
            if (made.Parameters[i].ValueText != values[i])
                made.Parameters[i].Set(values[i]);
        }

        return made;
    }
}
