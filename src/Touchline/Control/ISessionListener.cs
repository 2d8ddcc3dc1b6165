using Touchline.Storage;

namespace Touchline.Control;

/// <summary>Is told what a session does, on the hub's thread: it must be quick, and must not throw.</summary>
internal interface ISessionListener
{
    void OnRows(SessionRows rows);

    void OnPortrait(SessionPortrait portrait);

    /// <summary>The market's trades since the last time, in their order.</summary>
    void OnTrades(IReadOnlyList<TradeTick> trades)
    {
    }
}
