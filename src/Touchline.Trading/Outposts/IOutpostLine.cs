using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What an outpost hears by and asks by, on its thread: the feed itself, or in another process the wire to it.</summary>
internal interface IOutpostLine
{
    OutpostTerms Terms { get; }

    /// <summary>Waits for the next item; false: it was cancelled while there was none.</summary>
    bool Take(out OutpostItem item, CancellationToken cancel);

    /// <summary>The report that the item taken last told of.</summary>
    OrderReport TakeReport();

    /// <summary>Asks the session's engine. False: it was cancelled.</summary>
    bool Ask(in Intent intent, CancellationToken cancel);

    /// <summary>The next name of a reason that the strategy gave, before the first order that has it.</summary>
    void Name(string reason);
}
