using Touchline.Commands;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>A child process of the program's in which a strategy runs.</summary>
internal sealed class OutpostChild(StrategyProcess process) : IOutpostProcess
{
    public Stream To => process.To;

    public Stream From => process.From;

    public string How => process.How;

    public int Id => process.Id;

    /// <exception cref="IOException">It can't be started.</exception>
    public static OutpostChild Start() => new(new StrategyProcess(PluginHostCommand.Program));

    /// <summary>The child's own part: until its parent says no more. False: its strategy never returns.</summary>
    public static bool Host(Stream input, Stream output) => new OutpostHost(input, output, Load, TimeProvider.System).Run((int)OutpostPump.Patience.TotalMilliseconds);

    // Looking for what it has started takes the system milliseconds, which whoever trades doesn't have.
    public void Kill() => new Thread(process.Kill) { IsBackground = true, Name = "strategy process end" }.Start();

    public bool WaitForEnd(int ms) => process.WaitForEnd(ms);

    public void Dispose() => process.Dispose();

    private static Strategy Load(OutpostCode code)
    {
        using CompiledStrategy loaded = StrategyFile.Load(code.Label, code.Image, code.Symbols);
        Strategy made = loaded.Create();
        try
        {
            Parameter.Check(made.Parameters);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"{code.Label}: {e.Message}", e);
        }

        return OutpostStrategy.With(code.Values, made);
    }
}
