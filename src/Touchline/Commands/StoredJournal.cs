using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary>A journal's folder as the database takes it.</summary>
internal static class StoredJournal
{
    private const int KeyLength = 12;

    /// <exception cref="BadInputException">It isn't one, or is damaged: a part of it isn't taken for the whole.</exception>
    public static IEnumerable<JournaledSession> Read(string folder)
    {
        string path = Path.Combine(folder, JournalSession.OrdersFile);
        OrderJournalFile journal = OrderJournalFile.Read(path);
        if (journal.IsDamaged)
            throw new BadInputException($"{path} is damaged: whole records stand behind a broken one, {journal.LostBytes:N0} bytes before its end; nothing was rebuilt");
        (string strategy, IReadOnlyList<Instrument> instruments) = JournalSession.Describe(Encoding.UTF8.GetString(journal.Session.Span), folder);
        long startNs = journal.Records.FirstOrDefault(r => r.Kind == JournalRecordKind.Start).LocalNs;
        var session = new SessionDescription
        {
            Journal = KeyOf(journal.Session.Span, startNs),
            Number = 1,
            Kind = "journal",
            Venue = instruments[0].Venue,
            Strategies = [strategy],
            Instruments = instruments,
        };
        return [new JournaledSession(session, JournalEntries.Of(journal.Records))];
    }

    // This form of the journal has no name of its own: what was run, and when, is another in each.
    private static string KeyOf(ReadOnlySpan<byte> session, long startNs)
    {
        byte[] text = [.. session, .. Encoding.ASCII.GetBytes(startNs.ToString(CultureInfo.InvariantCulture))];
        return Convert.ToHexStringLower(SHA256.HashData(text))[..KeyLength];
    }
}
