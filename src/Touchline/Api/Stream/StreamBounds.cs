namespace Touchline.Api;

/// <summary>All bounds of the WebSocket at /ws.</summary>
internal static class StreamBounds
{
    /// <summary>Clients at once; the next one gets 503.</summary>
    public const int MostClients = 600;

    /// <summary>Of one message of a client.</summary>
    public const int MostRequestBytes = 16 << 10;

    public const int MostRequestsASecond = 20;

    /// <summary>Topics that a client has at once.</summary>
    public const int MostTopics = 64;

    /// <summary>Answers that wait for a client that doesn't read.</summary>
    public const int MostReplies = 256;

    /// <summary>Updates that a topic of events keeps for those who lag or come back, one copy for all clients.</summary>
    public const int LogUpdates = 1024;

    /// <summary>The same in bytes; the newest update stays, however long it is.</summary>
    public const int LogBytes = 1 << 20;

    /// <summary>The same for each symbol's trades, of which there may be many.</summary>
    public const int TradesLogBytes = 1 << 19;

    /// <summary>Events that a snapshot has besides orders that are open.</summary>
    public const int SnapshotEvents = 100;

    /// <summary>Levels a side of a book.</summary>
    public const int BookLevels = 20;

    /// <summary>Messages of one topic that a client gets before it is the next topic's turn.</summary>
    public const int Turn = 32;

    /// <summary>What the system holds of what a client hasn't taken; it doubles that. Left alone it holds megabytes, all of them old.</summary>
    public const int SendBufferBytes = 1 << 16;

    /// <summary>So long one message may wait for a client that takes none, in seconds.</summary>
    public const int PatienceSeconds = 10;

    /// <summary>So long a closing handshake may take then, in seconds.</summary>
    public const int FarewellSeconds = 5;

    /// <summary>So often in a minute a client may have fallen behind a log; the last time it is cut off.</summary>
    public const int MostOverflows = 3;

    /// <summary>Between two looks at tokens, in seconds.</summary>
    public const int TokenSeconds = 3;
}
