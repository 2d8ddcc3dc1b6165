using Microsoft.CodeAnalysis;

namespace Touchline.Plugins;

/// <summary>
/// What a strategy's source may use of what it sees: what computes, and gives the same in every run. All else is refused, what a later framework adds too. The list for people: docs/strategy-store.md.
/// </summary>
internal static class AllowedNames
{
    public const string Threads = "callbacks come one at a time on one thread; use Context.SetTimer for what is to happen later";
    public const string Waiting = "a callback runs to its end, on one thread; use Context.SetTimer for what is to happen later";
    public const string Machine = "a run doesn't depend on the machine; what the user sets is a parameter";
    public const string Reflection = "name the types and members that it uses; declare parameters as fields";
    public const string Native = "a strategy's source is C# alone, and every type and bound in it holds";

    private const string Clock = "time comes from Context.NowNs";
    private const string Chance = "random numbers come from Context.Random, the same in every run with the same seed";
    private const string Files = "what it needs comes in by parameters, what it has to say goes out by Context.Log and Context.Metric";
    private const string Shared = "the whole program would share it; keep it in a field";
    private const string NotListed = "docs/strategy-store.md lists what strategies may use";

    public static SymbolDisplayFormat FullName { get; } =
        new(
            typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
            miscellaneousOptions: SymbolDisplayMiscellaneousOptions.ExpandNullable | SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    // Of System, where much else stands.
    private static readonly string[] Types =
    [
        "Array", "ArraySegment", "Attribute", "AttributeUsageAttribute", "BitConverter", "Boolean", "Buffer", "Byte", "Char", "CharEnumerator", "CLSCompliantAttribute", "Convert", "DateOnly", "DateTime",
        "DateTimeOffset", "DBNull", "Decimal", "Delegate", "Double", "Enum", "EventArgs", "FlagsAttribute", "FormattableString", "GC.KeepAlive", "Guid", "Half", "HashCode", "Index", "Int128", "Int16", "Int32",
        "Int64", "IntPtr", "Lazy", "Math", "MathF", "Memory", "MemoryExtensions", "MulticastDelegate", "Nullable", "Object", "ObsoleteAttribute", "ParamArrayAttribute", "Range", "ReadOnlyMemory", "ReadOnlySpan",
        "SByte", "SerializableAttribute", "Single", "Span", "String", "StringComparer", "StringNormalizationExtensions", "TimeOnly", "TimeSpan", "Tuple", "TupleExtensions", "UInt128", "UInt16", "UInt32", "UInt64", "UIntPtr", "ValueTuple",
        "ValueType", "Version", "Void",
    ];

    private static readonly string[] OfCore =
    [
        "ApprovedOrder", "BadInputException", "BookLevel", "Candle", "CandleSeries", "DecimalText", "DecimalUnit", "Duration", "EventFlags", "EventKind", "EventKinds", "Instrument", "InstrumentStatus", "MarketEvent", "NewOrder",
        "OrderBook", "OrderId", "OrderInFlight", "OrderReason", "OrderState", "OrderStates", "OrderType", "OrderTypes", "PortableMath", "Price", "PriceUnit", "Quantity", "QuantityUnit", "SeededRandom", "Side", "Sides",
        "TimeInForce", "Touch", "TriggerSource",
    ];

    // Namespaces, types and members; the longest name that fits counts. Without advice it is allowed.
    private static readonly Dictionary<string, string?> Advice = new()
    {
        ["Touchline.Sdk"] = null,
        ["System.Collections"] = null,
        ["System.Linq"] = null,
        ["System.Numerics"] = null,
        ["System.Globalization"] = null,
        ["System.Text"] = null,
        ["System.Buffers.Binary"] = null,
        ["System.Buffers.SearchValues"] = null,
        ["System.Buffers.ArrayBufferWriter"] = null,
        ["System.Buffers.IBufferWriter"] = null,
        ["System.Buffers.ArrayPool"] = Shared,
        ["System.Runtime.Intrinsics"] = null,
        ["System.Runtime.Intrinsics.Arm"] = Machine,
        ["System.Runtime.Intrinsics.Wasm"] = Machine,
        ["System.Runtime.Intrinsics.X86"] = Machine,
        ["System.Diagnostics.CodeAnalysis"] = null,
        ["System.Diagnostics.ConditionalAttribute"] = null,
        ["System.Diagnostics.DebuggerDisplayAttribute"] = null,
        ["System.ComponentModel.DescriptionAttribute"] = null,
        ["System.ComponentModel.EditorBrowsableAttribute"] = null,
        ["System.ComponentModel.INotifyPropertyChanged"] = null,
        ["System.ComponentModel.PropertyChangedEventArgs"] = null,
        ["System.Runtime.CompilerServices.CallerArgumentExpressionAttribute"] = null,
        ["System.Runtime.CompilerServices.CallerLineNumberAttribute"] = null,
        ["System.Runtime.CompilerServices.CallerMemberNameAttribute"] = null,
        ["System.Runtime.CompilerServices.CollectionBuilderAttribute"] = null,
        ["System.Runtime.CompilerServices.DefaultInterpolatedStringHandler"] = null,
        ["System.Runtime.CompilerServices.ITuple"] = null,
        ["System.Runtime.CompilerServices.InlineArrayAttribute"] = null,
        ["System.Runtime.CompilerServices.InterpolatedStringHandlerArgumentAttribute"] = null,
        ["System.Runtime.CompilerServices.InterpolatedStringHandlerAttribute"] = null,
        ["System.Runtime.CompilerServices.MethodImplAttribute"] = null,
        ["System.Runtime.CompilerServices.OverloadResolutionPriorityAttribute"] = null,
        ["System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack"] = null,
        ["System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode"] = null,
        ["System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences"] = null,
        ["System.Runtime.CompilerServices.StrongBox"] = null,
        ["System.Runtime.CompilerServices.ModuleInitializerAttribute"] = "its code runs in its constructor and callbacks alone",
        ["System.Runtime.CompilerServices.Unsafe"] = Native,
        ["System.Runtime.CompilerServices.UnsafeAccessorAttribute"] = Reflection,
        ["System.Runtime.CompilerServices.UnsafeAccessorTypeAttribute"] = Reflection,
        ["System.Runtime.InteropServices.CollectionsMarshal"] = null,
        ["System.Runtime.InteropServices.MemoryMarshal.AsBytes"] = null,
        ["System.Runtime.InteropServices.MemoryMarshal.Cast"] = null,
        ["System.Runtime.InteropServices.MemoryMarshal.Read"] = null,
        ["System.Runtime.InteropServices.MemoryMarshal.TryRead"] = null,
        ["System.Runtime.InteropServices.MemoryMarshal.TryWrite"] = null,
        ["System.Runtime.InteropServices.MemoryMarshal.Write"] = null,
        ["System.Runtime.InteropServices.FieldOffsetAttribute"] = Native,
        ["System.Runtime.InteropServices.MemoryMarshal"] = Native,
        ["System.Runtime.InteropServices.DllImportAttribute"] = Machine,
        ["System.Runtime.InteropServices.LibraryImportAttribute"] = Machine,
        ["System.Runtime.InteropServices.NativeLibrary"] = Machine,
        ["System.Runtime.InteropServices.Marshal"] = Machine,
        ["System.Type.Equals"] = null,
        ["System.Type.FullName"] = null,
        ["System.Type.IsAssignableFrom"] = null,
        ["System.Type.IsInstanceOfType"] = null,
        ["System.Type.IsSubclassOf"] = null,
        ["System.Type.Name"] = null,
        ["System.Type.Namespace"] = null,
        ["System.Type.ToString"] = null,
        ["System.Type"] = Reflection,
        ["System.Reflection"] = Reflection,
        ["System.Reflection.DefaultMemberAttribute"] = null,
        ["System.Reflection.MemberInfo.Name"] = null,
        ["System.Activator"] = Reflection,
        ["System.Array.CreateInstance"] = Reflection,
        ["System.Array.CreateInstanceFromArrayType"] = Reflection,
        ["System.Delegate.CreateDelegate"] = Reflection,
        ["System.Delegate.DynamicInvoke"] = Reflection,
        ["System.Runtime.Loader"] = Reflection,
        ["System.DateTime.Now"] = Clock,
        ["System.DateTime.UtcNow"] = Clock,
        ["System.DateTime.Today"] = Clock,
        ["System.DateTime.ToLocalTime"] = Machine,
        ["System.DateTime.ToUniversalTime"] = Machine,
        ["System.DateTimeOffset.Now"] = Clock,
        ["System.DateTimeOffset.UtcNow"] = Clock,
        ["System.DateTimeOffset.LocalDateTime"] = Machine,
        ["System.DateTimeOffset.ToLocalTime"] = Machine,
        ["System.TimeZone"] = Machine,
        ["System.TimeZoneInfo"] = Machine,
        ["System.TimeProvider"] = Clock,
        ["System.Diagnostics.Stopwatch"] = Clock,
        ["System.Environment.TickCount"] = Clock,
        ["System.Environment.TickCount64"] = Clock,
        ["System.Environment"] = Machine,
        ["System.AppContext"] = Machine,
        ["System.AppDomain"] = Machine,
        ["System.OperatingSystem"] = Machine,
        ["System.GC"] = Machine,
        ["System.WeakReference"] = Machine,
        ["System.Runtime.GCSettings"] = Machine,
        ["System.Runtime.CompilerServices.ConditionalWeakTable"] = Machine,
        ["System.Globalization.CultureInfo.CurrentCulture"] = Machine,
        ["System.Globalization.CultureInfo.CurrentUICulture"] = Machine,
        ["System.Globalization.CultureInfo.DefaultThreadCurrentCulture"] = Shared,
        ["System.Globalization.CultureInfo.DefaultThreadCurrentUICulture"] = Shared,
        ["System.Globalization.CultureInfo.InstalledUICulture"] = Machine,
        ["System.Globalization.CultureInfo.ClearCachedData"] = Shared,
        ["System.Globalization.RegionInfo.CurrentRegion"] = Machine,
        ["System.Text.Encoding.RegisterProvider"] = Shared,
        ["System.Text.RegularExpressions.Regex.CacheSize"] = Shared,
        ["System.Text.RegularExpressions.Regex.CompileToAssembly"] = Files,
        ["System.Random"] = Chance,
        ["System.Guid.NewGuid"] = Chance,
        ["System.Guid.CreateVersion7"] = Chance,
        ["System.Linq.Enumerable.Shuffle"] = Chance,
        ["System.Collections.Concurrent.BlockingCollection"] = Threads,
        ["System.Threading"] = Threads,
        ["System.ThreadStaticAttribute"] = Threads,
        ["System.Progress"] = Threads,
        ["System.Console"] = Files,
        ["System.IO"] = Files,
        ["System.Net"] = Files,
        ["System.Text.Json"] = Files,
        ["System.Text.Encodings"] = Files,
        ["Touchline.Core.Recording"] = Files,
        ["Touchline.Core.RecordingWriter"] = Files,
        ["Touchline.Core.PartialFile"] = Files,
    };

    static AllowedNames()
    {
        foreach (string name in Types)
            Advice.Add($"System.{name}", null);
        foreach (string name in OfCore)
            Advice.Add($"Touchline.Core.{name}", null);
    }

    /// <summary>What to do without a member, itself or what it hands out: a member that hands out what isn't allowed is the way to it without its name. Null where it is allowed.</summary>
    public static string? AdviceFor(ISymbol member)
    {
        INamedTypeSymbol owner = member.ContainingType;
        if (owner is IErrorTypeSymbol)
            return null;
        string name = $"{owner.ToDisplayString(FullName)}.{member.Name}";
        // Vector128.LoadUnsafe and its like look past the end of what they are given.
        if (member.Name.Contains("Unsafe", StringComparison.Ordinal) && AdviceFor(owner, name) is null && owner.ContainingNamespace.ToDisplayString().StartsWith("System", StringComparison.Ordinal))
            return Native;
        return AdviceFor(owner, name) ?? member switch
        {
            IMethodSymbol { MethodKind: not MethodKind.Constructor } method => AdviceFor(method.ReturnType),
            IPropertySymbol property => AdviceFor(property.Type),
            IFieldSymbol field => AdviceFor(field.Type),
            _ => null,
        };
    }

    /// <summary>What to do without a type, or without one that it is made of. Null where it is allowed. To have a Type is fine; what it may be asked is a matter of its members.</summary>
    public static string? AdviceFor(ITypeSymbol type) => AdviceFor(type, new HashSet<ITypeSymbol>(ReferenceEqualityComparer.Instance));

    // Each once: types of types can be of any size when they are written out.
    private static string? AdviceFor(ITypeSymbol type, HashSet<ITypeSymbol> seen) => !seen.Add(type) ? null : type switch
    {
        IDynamicTypeSymbol => Reflection,
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => Native,
        IArrayTypeSymbol array => AdviceFor(array.ElementType, seen),
        INamedTypeSymbol named => Own(named) ?? named.TypeArguments.Select(t => AdviceFor(t, seen)).FirstOrDefault(a => a is not null),
        _ => null,
    };

    /// <summary>The same without a look at what it is made of.</summary>
    public static string? Own(ITypeSymbol type)
    {
        // In source that compiles these are the compiler's own, such as what nameof belongs to.
        if (type is not INamedTypeSymbol named || type is IErrorTypeSymbol)
            return null;
        if (named.Locations.Any(l => l.IsInSource) || named.IsAnonymousType)
            return null;
        string name = named.ToDisplayString(FullName);
        return name is "System.Type" || IsOfAllowedMembers(name) ? null : AdviceFor(named, name);
    }

    // A static class of which some members are allowed has to be named for them.
    private static bool IsOfAllowedMembers(string name) => name is "System.GC" or "System.Runtime.CompilerServices.RuntimeHelpers" or "System.Runtime.InteropServices.MemoryMarshal";

    private static string? AdviceFor(INamedTypeSymbol type, string name)
    {
        for (int length = name.Length; length > 0; length = name.LastIndexOf('.', length - 1))
        {
            if (Advice.TryGetValue(name[..length], out string? advice))
                return advice;
        }

        return IsHarmless(type) ? null : NotListed;
    }

    // Whatever of these isn't listed with advice is only a shape.
    private static bool IsHarmless(INamedTypeSymbol type)
    {
        if (type.TypeKind is TypeKind.Enum or TypeKind.Delegate)
            return true;
        if (type.TypeKind == TypeKind.Interface)
            return type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.ToDisplayString(FullName) == "System.Exception")
                return true;
        }

        return false;
    }
}
