using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading;

/// <summary>
/// A version of a strategy in its slot, and the border behind which its code may fail: an exception in a callback could come from any code, so all of them are caught here and nowhere else. See
/// docs/hot-reload.md.
/// </summary>
/// <param name="context">What it sees.</param>
internal sealed class Seat(StrategySlot slot, Strategy strategy, string version, StrategyContext context)
{
    public Strategy Strategy => strategy;

    /// <summary>Which of the strategy's versions; empty where it has none.</summary>
    public string Version => version;

    /// <summary>Whose its timers and candles are.</summary>
    public int Owner => context.Owner;

    /// <summary>It looks on and may do nothing.</summary>
    public bool IsMuted
    {
        get => context.IsMuted;
        set => context.IsMuted = value;
    }

    // Wrong input that shows only at the start is the user's to hear of, not a failure.
    public void OnStart()
    {
        strategy.Attach(context);
        try
        {
            strategy.OnStart();
        }
        catch (Exception e) when (e is not BadInputException)
        {
            slot.Fail(this, nameof(Strategy.OnStart), e);
        }
    }

    public void OnBook(int instrument)
    {
        try
        {
            strategy.OnBook(instrument);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnBook), e);
        }
    }

    public void OnTrade(int instrument, in MarketEvent trade)
    {
        try
        {
            strategy.OnTrade(instrument, trade);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnTrade), e);
        }
    }

    public void OnLiquidation(int instrument, in MarketEvent liquidation)
    {
        try
        {
            strategy.OnLiquidation(instrument, liquidation);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnLiquidation), e);
        }
    }

    public void OnMark(int instrument, in Mark mark)
    {
        try
        {
            strategy.OnMark(instrument, mark);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnMark), e);
        }
    }

    public void OnFunding(int instrument, in Funding funding)
    {
        try
        {
            strategy.OnFunding(instrument, funding);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnFunding), e);
        }
    }

    public void OnCandle(int instrument, in Candle candle)
    {
        try
        {
            strategy.OnCandle(instrument, candle);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnCandle), e);
        }
    }

    public void OnSignal(in Signal signal)
    {
        try
        {
            strategy.OnSignal(signal);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnSignal), e);
        }
    }

    public void OnTimer(int id)
    {
        try
        {
            strategy.OnTimer(id);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnTimer), e);
        }
    }

    public void OnOrder(in OrderUpdate order)
    {
        try
        {
            strategy.OnOrder(order);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnOrder), e);
        }
    }

    public void OnFill(in Fill fill)
    {
        try
        {
            strategy.OnFill(fill);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnFill), e);
        }
    }

    public void OnFundingPayment(in FundingPayment payment)
    {
        try
        {
            strategy.OnFundingPayment(payment);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnFundingPayment), e);
        }
    }

    public void OnBracket(in BracketUpdate bracket)
    {
        try
        {
            strategy.OnBracket(bracket);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnBracket), e);
        }
    }

    public void OnLegs(in LegsUpdate legs)
    {
        try
        {
            strategy.OnLegs(legs);
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnLegs), e);
        }
    }

    public void OnTakeOver()
    {
        try
        {
            strategy.OnTakeOver();
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnTakeOver), e);
        }
    }

    public void OnStop()
    {
        try
        {
            strategy.OnStop();
        }
        catch (Exception e)
        {
            slot.Fail(this, nameof(Strategy.OnStop), e);
        }
    }
}
