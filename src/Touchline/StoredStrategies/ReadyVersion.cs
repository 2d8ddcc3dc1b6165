using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>A version of a strategy that instances can be made of at once.</summary>
/// <param name="Name">As commands and journals call it.</param>
/// <param name="Extension">Of its code's file, with the dot.</param>
/// <param name="Code">Its source, byte for byte.</param>
/// <param name="Held">What is let go of when nobody needs it; null: nothing.</param>
internal sealed record ReadyVersion(string Name, string Extension, ReadOnlyMemory<byte> Code, Func<Strategy> Create, IDisposable? Held) : IDisposable
{
    /// <summary>Compiles it, and makes one instance to see that it can be.</summary>
    /// <param name="own">Gets each that is made to run in a thread or process of its own.</param>
    /// <exception cref="BadInputException">It gives no strategy.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReadyVersion Of(StrategySource source, Action<OutpostStrategy> own, CancellationToken cancel)
    {
        if (source.IsInProcess)
            return OfProcess(source, own, cancel);
        (CompiledStrategy compiled, Strategy declared) = source.Make(cancel);
        return new ReadyVersion(source.Version, ".cs", System.Text.Encoding.UTF8.GetBytes(source.Text), source.IsElsewhere ? Made : compiled.Create, compiled);

        Strategy Made()
        {
            OutpostStrategy made = OutpostStrategy.Of(declared, new OutpostPlace(compiled.Create), copies: true);
            own(made);
            return made;
        }
    }

    /// <summary>Builds its library.</summary>
    /// <param name="make">Makes an instance of a library.</param>
    /// <exception cref="BadInputException">It can't be built; the message has the compiler's errors.</exception>
    /// <exception cref="DiskException">A copy of it can't be kept.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ReadyVersion Of(StoredStrategy strategy, NativeSource source, Func<string, Strategy> make, CancellationToken cancel)
    {
        NativeBuild built = source.Compile(cancel);
        if (built.Library is not { } library)
            throw new BadInputException($"{source.Label} doesn't compile\n{string.Join('\n', built.Diagnostics.Where(d => d.IsError).Take(20).Select(d => d.ToLine(source.Label)))}");
        var copy = new LibraryCopy(library);
        return new ReadyVersion(VersionName.Of(strategy), $".{strategy.Language.Extension()}", source.Code, () => make(copy.Path), copy);
    }

    public void Dispose() => Held?.Dispose();

    // Nothing of it is loaded here: a process is asked for its parameters.
    private static ReadyVersion OfProcess(StrategySource source, Action<OutpostStrategy> own, CancellationToken cancel)
    {
        OutpostCode code = source.Assemble(cancel);
        OutpostDescription found;
        try
        {
            found = OutpostDescription.Of(code, OutpostChild.Start);
        }
        catch (IOException e)
        {
            throw new BadInputException($"{source.Label}: {e.Message}", e);
        }

        return new ReadyVersion(source.Version, ".cs", System.Text.Encoding.UTF8.GetBytes(source.Text), Made, null);

        Strategy Made()
        {
            OutpostStrategy made = OutpostStrategy.Of(found.Parameters, found.TakesChanges, new OutpostPlace(code), copies: true);
            own(made);
            return made;
        }
    }

    // The store has the newest one alone, and whoever ran before may have to come back.
    private sealed class LibraryCopy : IDisposable
    {
        public LibraryCopy(string library)
        {
            Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"touchline-{Guid.NewGuid():n}{System.IO.Path.GetExtension(library)}");
            try
            {
                DiskException.Guard("the copy of its library,", Path, () => File.Copy(library, Path));
            }
            catch
            {
                File.Delete(Path);
                throw;
            }
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
