using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace Twofold.Photos.Training.Tests;

/// <summary>
/// A number in an expression with tensors becomes a <see cref="Scalar"/> that nobody holds while libtorch reads it, and that a garbage collection may free by then
/// ("Unknown scalar type", once in some thousand steps of a busy machine): see <see cref="LastingScalar"/>. So every one is to be held by a variable.
/// </summary>
public sealed class ScalarLifetimeTests
{
    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value); // All are fields with values.

    [Fact]
    public void Every_number_that_libtorch_reads_is_held_while_it_does()
    {
        var problems = typeof(LastingScalar).Assembly.GetTypes().SelectMany(Methods).SelectMany(method => Lost(method).Select(called => $"{method.DeclaringType}.{method.Name}: {called}"))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.True(!problems.Any(), string.Join("\n", problems));
    }

    [Fact]
    public void What_is_looked_for_is_found_where_it_is()
    {
        MethodBase[] methods = [.. Methods(typeof(ScalarLifetimeTests)).Where(method => method.Name is nameof(Loses) or nameof(LosesVariable) or nameof(LosesWithin) or nameof(Holds))];

        Assert.Equal([nameof(Loses), nameof(LosesVariable), nameof(LosesWithin)], methods.Where(method => Lost(method).Any()).Select(method => method.Name).Order(StringComparer.Ordinal));
    }

    static torch.Tensor Loses(torch.Tensor x) => x.pow(2);

    // A variable that nobody uses any more is none to the garbage collector.
    static torch.Tensor LosesVariable(torch.Tensor x)
    {
        Scalar two = 2;
        var squares = x.pow(two);
        return squares.mean();
    }

    static torch.Tensor LosesWithin(torch.Tensor x) => x.square();

    static torch.Tensor Holds(torch.Tensor x)
    {
        using Scalar two = 2;
        return x.pow(two);
    }

    // Methods of TorchSharp that make a scalar of a number and do not hold it either, and those that call them.
    static readonly Lazy<HashSet<string>> Careless = new(() =>
    {
        var methods = typeof(torch).Assembly.GetTypes().SelectMany(Methods).Select(method => (Name: Named(method), Instructions: Instructions(method).ToList())).ToList();
        var careless = methods.Where(method => method.Instructions.Any(LosesScalar)).Select(method => method.Name).ToHashSet();
        while (methods.Where(method => !careless.Contains(method.Name) && method.Instructions.Any(instruction => instruction.Called is { } called && careless.Contains(Named(called)))).ToList() is { Count: > 0 } callers)
            careless.UnionWith(callers.Select(caller => caller.Name));
        return careless;
    });

    static IEnumerable<MethodBase> Lost(MethodBase method)
    {
        var instructions = Instructions(method).ToList();
        var lost = instructions
            .Where(instruction => LosesScalar(instruction) || (instruction.Called is { } called && called.DeclaringType?.Assembly == typeof(torch).Assembly && Careless.Value.Contains(Named(called))))
            .Select(instruction => instruction.Called!); // It calls something.

        // Those in variables are disposed of afterwards, each, and so live until then.
        var kept = instructions.Where(instruction => MakesScalar(instruction) && instruction.Next.Name!.StartsWith("stloc", StringComparison.Ordinal)).ToList(); // It has a name.
        return kept.Count > instructions.Count(instruction => instruction.Called is { Name: nameof(IDisposable.Dispose) }) ? lost.Append(kept[0].Called!) : lost;
    }

    static bool MakesScalar(Instruction instruction) => instruction.Called is MethodInfo { Name: "op_Implicit", ReturnType: var type } && type == typeof(Scalar);

    static bool LosesScalar(Instruction instruction) =>
        MakesScalar(instruction) && !instruction.Next.Name!.StartsWith("st", StringComparison.Ordinal) && instruction.Next != OpCodes.Ret; // It has a name.

    static string Named(MethodBase method) => $"{method.DeclaringType}.{method}";

    static IEnumerable<MethodBase> Methods(Type type) =>
        type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static).OfType<MethodBase>();

    static IEnumerable<Instruction> Instructions(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        (OpCode Code, MethodBase? Called)? before = null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            var opcode = OpCodesByValue[value];
            at += opcode.Size;
            var called = opcode.OperandType == OperandType.InlineMethod ? Resolved(method, BitConverter.ToInt32(code, at)) : null;
            at += opcode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
            if (before is { } last)
                yield return new Instruction(last.Called, opcode);
            before = (opcode, called);
        }
    }

    static MethodBase? Resolved(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token, method.DeclaringType?.IsGenericType == true ? method.DeclaringType.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);
        }
        catch (Exception exception) when (exception is ArgumentException or FileNotFoundException or TypeLoadException)
        {
            // Of an assembly that is not here: not one of torch's.
            return null;
        }
    }

    /// <summary>A call, and what is done next.</summary>
    readonly record struct Instruction(MethodBase? Called, OpCode Next);
}
