namespace Touchline.Core;

/// <summary>
/// What a recording holds and how good it is, made by one pass over its rows. All times and durations are whole nanoseconds; local
/// times have the clock offset added. A null says that there was nothing to measure. Definition rows are left out of everything.
/// </summary>
public sealed record RecordingStatistics
{
    public required string Path { get; init; }

    public required string Producer { get; init; }

    /// <summary>The orders of the session that was recorded are part of the market in it.</summary>
    public required bool HoldsOwnOrders { get; init; }

    /// <summary>As <see cref="RowSource.OrdersAwaitRows"/>.</summary>
    public required bool OrdersAwaitRows { get; init; }

    /// <summary>The writer closed the file properly.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Bytes behind the last whole block of a file that wasn't closed.</summary>
    public required long LostBytes { get; init; }

    public required long FileBytes { get; init; }

    public required long ClockOffsetNs { get; init; }

    /// <summary>Rows of market data.</summary>
    public required long Rows { get; init; }

    public required IReadOnlyDictionary<EventKind, long> RowsByKind { get; init; }

    public required long? FirstLocalNs { get; init; }

    public required long? LastLocalNs { get; init; }

    public required long? FirstExchangeNs { get; init; }

    public required long? LastExchangeNs { get; init; }

    /// <summary>From the first local time to the last.</summary>
    public required long SpanNs { get; init; }

    /// <summary>Rows that one side doesn't see.</summary>
    public required long OneSidedRows { get; init; }

    /// <summary>Rows whose exchange time is before that of an earlier row.</summary>
    public required long LateRows { get; init; }

    /// <summary>Breaks in a venue's sequence.</summary>
    public required long Gaps { get; init; }

    /// <summary>How many rows we saw in a time.</summary>
    public required RateStatistics RowRate { get; init; }

    /// <summary>How many messages (batches) we saw in a time.</summary>
    public required RateStatistics MessageRate { get; init; }

    /// <summary>The longest time between two messages; null for fewer than two.</summary>
    public required SilenceStatistics? LargestSilence { get; init; }

    public required LatencyStatistics FeedLatency { get; init; }

    public required IReadOnlyList<RecordedInstrumentStatistics> Instruments { get; init; }

    /// <summary>Reads the whole recording once and checks every block.</summary>
    /// <exception cref="BadInputException">A block is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordingStatistics Of(Recording recording, IProgress<long>? rowsRead = null, CancellationToken cancel = default)
    {
        var collector = new StatisticsCollector(recording);
        for (int b = 0; b < recording.BlockCount; b++)
        {
            cancel.ThrowIfCancellationRequested();
            recording.VerifyOnce(b);
            collector.AddBlock(b);
            if ((b & 0xF) == 0)
                rowsRead?.Report(recording.FirstRow(b));
        }

        return collector.Finish();
    }
}

/// <summary>Rates of one thing, by local time.</summary>
public sealed record RateStatistics
{
    public required long Count { get; init; }

    /// <summary>The count over the span from the first to the last; 0 when the span is 0.</summary>
    public required double MeanPerSecond { get; init; }

    /// <summary>
    /// The 99th percentile over the whole seconds of our clock as recorded (its first and last second included, seconds without
    /// anything too).
    /// </summary>
    public required long? P99PerSecond { get; init; }

    /// <summary>The busiest of those seconds.</summary>
    public required long? MaxPerSecond { get; init; }

    /// <summary>The most within any 10 ms, wherever they start: later than t − 10 ms and up to t.</summary>
    public required long LargestBurstIn10Ms { get; init; }

    /// <summary>When that burst ended first; null when there was nothing.</summary>
    public required long? LargestBurstNs { get; init; }
}

/// <summary>A time without messages.</summary>
public sealed record SilenceStatistics(long FromNs, long DurationNs);

/// <summary>
/// Local time less exchange time, clock offset added, over the rows that both sides see. Left out: definition, snapshot, clear and
/// gap rows (a snapshot is asked for, and the others are made by the recorder).
/// </summary>
public sealed record LatencyStatistics
{
    public required long Rows { get; init; }

    public required long? MinNs { get; init; }

    public required long? P50Ns { get; init; }

    public required long? P90Ns { get; init; }

    public required long? P99Ns { get; init; }

    public required long? P999Ns { get; init; }

    public required long? MaxNs { get; init; }
}

/// <summary>One instrument of a recording and how its local book was, over the recording's whole span.</summary>
public sealed record RecordedInstrumentStatistics
{
    public required string Venue { get; init; }

    public required string Symbol { get; init; }

    /// <summary>Rows of market data of all versions.</summary>
    public required long Rows { get; init; }

    /// <summary>How long the best bid was at or above the best ask.</summary>
    public required long CrossedNs { get; init; }

    /// <summary>As a part of the span, 0 to 1.</summary>
    public required double CrossedShare { get; init; }

    /// <summary>How long exactly one side had levels.</summary>
    public required long OneSidedNs { get; init; }

    public required double OneSidedShare { get; init; }

    /// <summary>How long there were no levels at all; the whole span for a recording without book rows.</summary>
    public required long EmptyNs { get; init; }

    public required double EmptyShare { get; init; }

    /// <summary>How long messages were missing, from a gap to the next snapshot.</summary>
    public required long StaleNs { get; init; }

    public required double StaleShare { get; init; }

    public required IReadOnlyList<RecordedVersionStatistics> Versions { get; init; }
}

/// <summary>One version of an instrument.</summary>
/// <param name="Version">From 1.</param>
/// <param name="FirstRow">The number of its definition row.</param>
/// <param name="PriceUnit">What prices count.</param>
/// <param name="QuantityUnit">What quantities count.</param>
/// <param name="Tick">The smallest price step of an order.</param>
/// <param name="Lot">The smallest quantity step of an order.</param>
/// <param name="Multiplier">Base currency for each unit of quantity "1".</param>
public sealed record RecordedVersionStatistics(
    int Version, long FirstRow, decimal PriceUnit, decimal QuantityUnit, decimal Tick, decimal Lot, decimal Multiplier);
