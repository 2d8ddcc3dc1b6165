using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Touchline.Core;

namespace Touchline.Trading.Tests;

/// <summary>There is no other way to an approved order than the gate, and none to an intent than the order desk: read from the compiled code itself.</summary>
public sealed class ApprovalTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    [Fact]
    public void Only_the_gate_approves_and_only_the_desk_makes_intents()
    {
        string[] callers = [.. Calls(typeof(Engine).Assembly).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "OrderDesk.Amend → Intent.Amend",
                "OrderDesk.Cancel → Intent.Cancel",
                "OrderDesk.Send → Intent.Place",
                "RiskGate.Approve → ApprovedOrder..ctor",
            ],
            callers);
        // The intent of a placed order carries its approval on.
        Assert.Equal(
            ["Intent.Amend → Intent..ctor", "Intent.Cancel → Intent..ctor", "Intent.Place → Intent..ctor", "Intent.get_Order → ApprovedOrder..ctor"],
            Calls(typeof(Intent).Assembly).Order(StringComparer.Ordinal));
    }

    private static string[] CallersOf(string method) =>
        [.. Methods(typeof(Engine).Assembly).Where(m => Called(m).Any(c => c.DeclaringType == typeof(OrderDesk) && c.Name == method)).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Distinct()];

    [Fact]
    public void Each_approval_follows_a_check()
    {
        Dictionary<string, string[]> calls = typeof(OrderDesk).GetMethods(Everything).GroupBy(m => m.Name)
            .ToDictionary(g => g.Key, g => g.SelectMany(Called).Select(c => $"{c.DeclaringType!.Name}.{c.Name}").ToArray());
        Assert.Equal(["Send"], calls.Where(c => c.Value.Contains("RiskGate.Approve")).Select(c => c.Key));
        Assert.Equal(["Close", "Flatten", "Place"], calls.Where(c => c.Value.Contains("OrderDesk.Send")).Select(c => c.Key).Order());
        Assert.Contains("RiskGate.Check", calls["Place"]);
        Assert.Contains("RiskGate.CheckFlatten", calls["Flatten"]);
        Assert.Contains("OrderDesk.CheckClose", calls["Close"]);
        Assert.Contains("RiskGate.Check", calls["CheckClose"]);
        Assert.Contains("RiskGate.CheckAmend", calls["Amend"]);
        Assert.Equal(["KillSwitch.Send"], CallersOf(nameof(OrderDesk.Flatten)));
        Assert.Equal(["Engine.Close", "Engine.CloseAtMarket"], CallersOf(nameof(OrderDesk.Close)));
    }

    [Fact]
    public void Nobody_but_trading_sees_the_constructors() => Assert.Equal(
        ["Touchline.Core.Tests", "Touchline.Trading"],
        typeof(Intent).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>().Select(a => a.AssemblyName).Order());

    private static IEnumerable<string> Calls(Assembly assembly)
    {
        foreach (MethodBase method in Methods(assembly))
        {
            foreach (MethodBase called in Called(method).Where(IsMaking).Distinct())
                yield return $"{method.DeclaringType!.Name}.{method.Name} → {called.DeclaringType!.Name}.{called.Name}";
        }
    }

    private static bool IsMaking(MethodBase method) =>
        (method.IsConstructor && (method.DeclaringType == typeof(ApprovedOrder) || method.DeclaringType == typeof(Intent)))
        || (method.IsStatic && method.DeclaringType == typeof(Intent) && method.Name is "Place" or "Cancel" or "Amend" && method.DeclaringType == typeof(Intent));

    private static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly.GetTypes().SelectMany(t => t.GetMethods(Everything).Cast<MethodBase>().Concat(t.GetConstructors(Everything)));

    // Every method that the code calls, makes or takes the address of.
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xfe)
                value = (short)(0xfe00 | code[at++]);
            OpCode op = Codes[value];
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineTok && Resolve(method, BitConverter.ToInt32(code, at)) is { } called)
                yield return called;
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, method.IsGenericMethod ? method.GetGenericArguments() : null) as MethodBase;
    }
}
