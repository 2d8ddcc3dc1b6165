using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>
/// The block that the engine's side (the owner) and the plug-in's side (the host) share: a header, the symbols, and three rings. Of this process's own memory, or of a mapped file for two processes. What the other process writes here is
/// never trusted: numbers are checked when they are read, and nothing here is an address.
/// </summary>
internal sealed unsafe class PluginMemory : IDisposable
{
    public const int MostSymbols = 1024;
    public const int MostEvents = 8192;

    /// <summary>Requests that a plug-in may have under way; so many answers fit too, and none is ever dropped.</summary>
    public const int MostUnderWay = 1024;

    private const long Magic = 0x31_4E_49_47_55_4C_50_54; // TPLUGIN1
    private const int Version = 1;

    // Each on cache lines of its own: who is closing, what the host says, then what is written once.
    private const int VersionAt = 8, SymbolCountAt = 12, ClosingAt = 128, StateAt = 256, ReturnCodeAt = 260, BeatAt = 384, WhyAt = 512, SymbolsAt = 4096;
    private const int MostWhyBytes = 2048;
    private const int SymbolStride = 2 * PluginLayout.SymbolBytes;
    private const int EventsAt = SymbolsAt + MostSymbols * SymbolStride;

    private static readonly int RequestsAt = EventsAt + BlockRing.Bytes<CEvent>(MostEvents);
    private static readonly int AnswersAt = RequestsAt + BlockRing.Bytes<PluginRequest>(MostUnderWay);
    private static readonly int Bytes = AnswersAt + BlockRing.Bytes<PluginAnswer>(MostUnderWay);

    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _at;

    private PluginMemory(MemoryMappedFile? file)
    {
        _file = file;
        if (file is null)
        {
            _at = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 4096);
            return;
        }

        _view = file.CreateViewAccessor(0, Bytes);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _at);
    }

    /// <summary>Of this process alone.</summary>
    public static PluginMemory Allocate(IReadOnlyList<PluginSymbol> symbols) => new PluginMemory(null).Prepared(symbols);

    /// <summary>A new file, for its owner's eyes only.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    public static PluginMemory Create(string path, IReadOnlyList<PluginSymbol> symbols)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return Map(path, options).Prepared(symbols);
    }

    /// <summary>One that another process has made.</summary>
    /// <exception cref="BadInputException">It is no such file, or of another version of the program.</exception>
    public static PluginMemory Open(string path)
    {
        try
        {
            if (new FileInfo(path).Length != Bytes)
                throw new BadInputException($"{path} isn't a plug-in's memory of this version of the program; the program makes it and starts the host itself");
            PluginMemory memory = Map(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
            if (*(long*)memory._at == Magic && *(int*)(memory._at + VersionAt) == Version && memory.SymbolCount is > 0 and <= MostSymbols)
                return memory;
            memory.Dispose();
            throw new BadInputException($"{path} isn't a plug-in's memory of this version of the program; the program makes it and starts the host itself");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"can't open the plug-in's memory {path}: {e.Message}", e);
        }
    }

    /// <summary>The owner or the host wants the end; set once. Its address is for sleepers.</summary>
    public int* Closing => (int*)(_at + ClosingAt);

    public bool IsClosing => Volatile.Read(ref *Closing) != 0;

    /// <summary>Whoever sleeps on the host's side wakes for it.</summary>
    public void BeginClosing()
    {
        Volatile.Write(ref *Closing, 1);
        BlockGate.Wake((int*)(Events + BlockRing.GateAt));
        BlockGate.Wake((int*)(Answers + BlockRing.GateAt));
    }

    /// <summary>For another state than it had.</summary>
    public void WakeOwner() => BlockGate.Wake((int*)(Requests + BlockRing.GateAt));

    /// <summary>As the host says.</summary>
    public PluginState State
    {
        get => Volatile.Read(ref *(int*)(_at + StateAt)) is var state && state is >= (int)PluginState.Starting and <= (int)PluginState.Stuck ? (PluginState)state : PluginState.Died;
        set => Volatile.Write(ref *(int*)(_at + StateAt), (int)value);
    }

    /// <summary>What <c>run</c> returned, once it has ended.</summary>
    public int ReturnCode
    {
        get => Volatile.Read(ref *(int*)(_at + ReturnCodeAt));
        set => Volatile.Write(ref *(int*)(_at + ReturnCodeAt), value);
    }

    public int SymbolCount => *(int*)(_at + SymbolCountAt);

    /// <summary>Counted on by the host while it lives.</summary>
    public long Beat => Volatile.Read(ref *(long*)(_at + BeatAt));

    public void CountBeat() => Volatile.Write(ref *(long*)(_at + BeatAt), Beat + 1);

    /// <summary>Why it failed, in the host's words; to be written before the state.</summary>
    public string Why
    {
        get => Encoding.UTF8.GetString(_at + WhyAt + sizeof(int), Math.Clamp(*(int*)(_at + WhyAt), 0, MostWhyBytes));
        set
        {
            byte[] bytes = Encoding.UTF8.GetBytes(value);
            int count = Math.Min(bytes.Length, MostWhyBytes);
            bytes.AsSpan(0, count).CopyTo(new Span<byte>(_at + WhyAt + sizeof(int), MostWhyBytes));
            *(int*)(_at + WhyAt) = count;
        }
    }

    /// <summary>What the plug-in calls a symbol: ASCII.</summary>
    public string Symbol(int index)
    {
        byte* at = _at + SymbolsAt + index * SymbolStride;
        return Encoding.ASCII.GetString(at + 1, Math.Clamp((int)*at, 0, PluginSymbol.MostBytes));
    }

    public byte* Events => _at + EventsAt;

    public byte* Requests => _at + RequestsAt;

    public byte* Answers => _at + AnswersAt;

    /// <summary>After both sides have let go of it.</summary>
    public void Dispose()
    {
        if (_at == null)
            return;
        if (_view is null)
            NativeMemory.AlignedFree(_at);
        else
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _at = null;
        _view?.Dispose();
        _file?.Dispose();
    }

    private static PluginMemory Map(string path, FileStreamOptions options)
    {
        var stream = new FileStream(path, options);
        return new PluginMemory(MemoryMappedFile.CreateFromFile(stream, null, Bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
    }

    private PluginMemory Prepared(IReadOnlyList<PluginSymbol> symbols)
    {
        // Every page is touched here rather than by the first events.
        NativeMemory.Clear(_at, (nuint)Bytes);
        *(long*)_at = Magic;
        *(int*)(_at + VersionAt) = Version;
        *(int*)(_at + SymbolCountAt) = symbols.Count;
        for (int i = 0; i < symbols.Count; i++)
        {
            byte* at = _at + SymbolsAt + i * SymbolStride;
            *at = (byte)Encoding.ASCII.GetBytes(symbols[i].Text, new Span<byte>(at + 1, PluginSymbol.MostBytes));
        }

        return this;
    }
}
