using System.Globalization;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulate;

/// <summary>Somebody who gives commands at random: kills and arms, changes limits, freezes, cancels, pauses, trades by hand, ends the session.</summary>
internal sealed class OperatorDesk(SimulatedWorld world, SeededRandom random)
{
    // About twenty turns a second.
    private const double ActsOnTurn = 0.015, EndsOnTurn = 0.0003;

    // A kill is mostly taken back soon, now and then long after everything has to be cancelled.
    private const double MeanKillSeconds = 5, MeanLongKillSeconds = 90, LongKills = 0.3;

    private long _armsAtNs = long.MaxValue;

    /// <summary>Has a turn while the strategy runs.</summary>
    public void OnTurn(SimulatedProcess process)
    {
        if (random.Chance(EndsOnTurn))
        {
            world.Tally.Add("sessions ended by hand");
            process.End();
            return;
        }

        Arm(process);
        if (random.Chance(ActsOnTurn))
            Act(process);
    }

    /// <summary>Everything is as it was at the beginning.</summary>
    public static void LetGo(SimulatedProcess process)
    {
        Engine engine = process.Engine!;
        if (engine.IsKilled)
            process.Session!.Command(EngineCommand.Arm);
        for (int i = 0; i < engine.Instruments.Count; i++)
        {
            if (engine.Frozen(i) != FreezeReason.None)
                process.Session!.Command(EngineCommand.Thaw(i, FreezeReason.Command));
        }

        process.Session!.Command(EngineCommand.Resume(0));
    }

    private void Arm(SimulatedProcess process)
    {
        if (!process.Engine!.IsKilled)
        {
            _armsAtNs = long.MaxValue;
            return;
        }

        if (_armsAtNs == long.MaxValue)
            _armsAtNs = world.Clock.NowNs + (long)(random.Exponential() * (random.Chance(LongKills) ? MeanLongKillSeconds : MeanKillSeconds) * 1e9);
        if (world.Clock.NowNs >= _armsAtNs)
            Give(process, EngineCommand.Arm);
    }

    private void Act(SimulatedProcess process)
    {
        int instrument = random.Below(process.Engine!.Instruments.Count);
        switch (random.Below(100))
        {
            case < 4:
                Give(process, EngineCommand.Kill);
                break;
            case < 8:
                Give(process, EngineCommand.KillFlatten);
                break;
            case < 30:
                Give(process, EngineCommand.CancelAll);
                break;
            case < 55:
                Limit(process);
                break;
            case < 65:
                Give(process, EngineCommand.Freeze(instrument));
                break;
            case < 80:
                Give(process, EngineCommand.Thaw(instrument, FreezeReason.Command));
                break;
            case < 84:
                Give(process, EngineCommand.Pause(0));
                break;
            case < 96:
                Give(process, EngineCommand.Resume(0));
                break;
            default:
                TradeByHand(process, instrument);
                break;
        }
    }

    private void Limit(SimulatedProcess process)
    {
        RiskLimits usual = SimulatedWorld.Limits;
        decimal share = 0.2m + 0.1m * random.Below(12);
        EngineCommand command = random.Below(3) switch
        {
            0 => EngineCommand.Limit(EngineCommand.All, "max_position", Text(usual.MaxPosition * share)),
            1 => EngineCommand.Limit(EngineCommand.All, "max_instrument_exposure", Text(usual.MaxInstrumentExposure * share)),
            _ => EngineCommand.Limit(EngineCommand.All, "max_live_orders", Text(Math.Clamp(Math.Floor(usual.MaxLiveOrders * share), 1, usual.MaxLiveOrders))),
        };
        Give(process, command);
    }

    private void TradeByHand(SimulatedProcess process, int instrument)
    {
        if (!world.HasHands)
            return;
        Instrument traded = process.Engine!.Instruments[instrument];
        decimal quantity = traded.QuantityUnit.ToDecimal(traded.WholeLots(300 / world.Truth.Mark(instrument)));
        if (world.Truth.TradeByHand(instrument, random.Chance(0.5) ? Side.Buy : Side.Sell, quantity, world.Clock.NowNs))
            world.Tally.Add("trades by hand");
    }

    private void Give(SimulatedProcess process, EngineCommand command)
    {
        world.Tally.Add($"command {command.Kind.ToString().ToLowerInvariant()}");
        process.Session!.Command(command);
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
