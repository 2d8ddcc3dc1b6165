using System.Diagnostics;
using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>Real processes that write a journal, killed at any instant: what was written is there, and the next one goes on with it.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Nothing_that_was_written_is_lost_by_a_kill_and_the_next_process_goes_on_with_it()
    {
        var random = new Random(1);
        long told = 0, orders = 0;
        for (int round = 1; round <= 6; round++)
        {
            using (Process process = Start())
            {
                for (int lines = random.Next(1, 4_000); lines > 0; lines--)
                    told = long.Parse(process.StandardOutput.ReadLine()!);
                process.Kill();
                process.WaitForExit();
            }

            RecoveredJournal found = RecoveredJournal.Read(_folder.FullName)!;
            LedgerState ledger = found.Checkpoint.Instruments[0].Account;
            Assert.True(ledger.Position.Units >= told, $"{told} fills were told, and {ledger.Position.Units} are there");
            Assert.Equal((ledger.Position.Units, ledger.Position.Units * 0.1m, -100m * ledger.Position.Units), (ledger.Fills, ledger.Fees[0].Amount, ledger.Balance));
            Assert.Equal((round, "tlabc", false), (found.LastSession, found.Prefix, found.IsComplete));
            // One order may have been placed whose fill came too late; the entries of the brackets work on.
            Assert.InRange(found.Checkpoint.Live.Count, round, 2 * round);
            Assert.True(found.Checkpoint.LastOrder > orders + RecoveredJournal.OrderNumberGap);
            Assert.All(found.Checkpoint.Live, o => Assert.Equal((o.Filled.IsZero ? OrderState.Pending : OrderState.PartiallyFilled, Requests.New), (o.State, o.Unknown)));
            // What was bought with a bracket is protected to the last unit.
            Assert.Equal(round, found.Checkpoint.Brackets.Slots.Count);
            Assert.All(found.Checkpoint.Brackets.Slots, b => Assert.Equal(found.Checkpoint.Live.Single(o => o.Id == b.Entry).Filled.Units, b.Open));
            orders = found.Checkpoint.LastOrder;
        }

        Assert.True(told > 2_000 && JournalNames.Segments(_folder.FullName).Count > 7, $"{told} fills are too few to mean anything");
    }

    [Fact]
    public void Two_processes_never_write_one_journal()
    {
        using Process first = Start();
        Assert.NotNull(first.StandardOutput.ReadLine());
        using Process second = Start();
        string said = second.StandardError.ReadToEnd();
        second.WaitForExit();
        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"{_folder.FullName} is the journal of a session that is running", said);
        Assert.NotNull(first.StandardOutput.ReadLine());
        Assert.Throws<BadInputException>(() => JournalLock.Take(_folder.FullName));
        first.Kill();
        first.WaitForExit();
        JournalLock.Take(_folder.FullName).Dispose();
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, _folder.FullName])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
