using System.ComponentModel;
using System.Diagnostics;

namespace Touchline.Plugins.Tests;

/// <summary>The end of child processes, on threads where nobody would catch anything.</summary>
public sealed class ProcessEndTests
{
    public static TheoryData<Exception> Refusals =>
    [
        new InvalidOperationException("it has ended"),
        new Win32Exception(1),
        // Of a child that started something as another user: all that was tried, with what each was refused by.
        new AggregateException(new Win32Exception(1)),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cant_be_ended_ends_nobody_else(Exception refusal)
    {
        bool isTried = false;
        ProcessEnd.Try(() =>
        {
            isTried = true;
            throw refusal;
        });
        Assert.True(isTried);
        Assert.Throws<NotSupportedException>(() => ProcessEnd.Try(() => throw new NotSupportedException()));
    }

    [Fact]
    public void One_that_runs_is_ended_and_one_that_has_is_left()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var child = Process.Start("sleep", "600");
        ProcessEnd.Kill(child);
        Assert.True(child.WaitForExit(Patience.Most));
        ProcessEnd.Kill(child);
    }
}
