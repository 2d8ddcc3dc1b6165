using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Plugins;

/// <summary>
/// A strategy's class, compiled from a file and loaded. Once it is disposed and the last instance is gone, so is its code. For any
/// thread.
/// </summary>
public sealed class CompiledStrategy : IDisposable
{
    private readonly string _path;
    private Loaded? _loaded;

    private CompiledStrategy(string path, Loaded loaded)
    {
        _path = path;
        _loaded = loaded;
        ClassName = NameOf(loaded.Constructor.DeclaringType!);
    }

    /// <summary>The file's name without its extension.</summary>
    public string Name => Path.GetFileNameWithoutExtension(_path);

    /// <summary>With its namespace.</summary>
    public string ClassName { get; }

    /// <summary>A new instance.</summary>
    /// <exception cref="BadInputException">
    /// The strategy's constructor throws. What it threw is the inner exception, which holds the strategy's code as long as it is kept.
    /// </exception>
    public Strategy Create()
    {
        Loaded? loaded = _loaded;
        ObjectDisposedException.ThrowIf(loaded is null, this);
        try
        {
            return (Strategy)loaded.Constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [], culture: null);
        }
        catch (Exception e)
        {
            // Whatever the user's code throws is the user's.
            Exception cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            throw new BadInputException($"{_path}{PlaceOf(cause)}: the constructor of {ClassName} throws {cause.GetType().Name}: {cause.Message}", cause);
        }
    }

    /// <summary>No more instances; those there are go on. The code is unloaded when the last one is gone.</summary>
    public void Dispose() => Interlocked.Exchange(ref _loaded, null)?.Context.Unload();

    internal static CompiledStrategy Load(string path, StrategyAssembly assembly)
    {
        var context = new AssemblyLoadContext(assembly.Name, isCollectible: true);
        try
        {
            Type type = StrategyIn(path, context.LoadFromStream(assembly.Image, assembly.Symbols));
            ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes)
                ?? throw new BadInputException($"{path}: class {NameOf(type)} has no public constructor without parameters");
            return new CompiledStrategy(path, new Loaded(context, constructor));
        }
        catch
        {
            context.Unload();
            throw;
        }
    }

    private static Type StrategyIn(string path, Assembly assembly)
    {
        Type[] found = [.. TypesOf(path, assembly).Where(t => t.IsSubclassOf(typeof(Strategy)) && !t.IsAbstract && !t.ContainsGenericParameters)];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new BadInputException($"{path} has no strategy: no class in it derives from Strategy and is neither abstract nor generic"),
            _ => throw new BadInputException($"{path} has {found.Length} strategies, {string.Join(", ", found.Select(NameOf))}; right is one"),
        };
    }

    private static Type[] TypesOf(string path, Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            // What the compiler lets through and the runtime doesn't, such as a field laid over another of a different kind.
            throw new BadInputException($"{path} can't be loaded: {e.LoaderExceptions[0]?.Message}", e);
        }
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    // The innermost line of the file on the way to the exception, as "(line)".
    private string PlaceOf(Exception e)
    {
        int line = new StackTrace(e, fNeedFileInfo: true).GetFrames().FirstOrDefault(f => f.GetFileName() == _path)?.GetFileLineNumber() ?? 0;
        return line > 0 ? $"({line})" : "";
    }

    private sealed record Loaded(AssemblyLoadContext Context, ConstructorInfo Constructor);
}
