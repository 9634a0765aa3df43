using DiffusionCourse.Models;
using DiffusionCourse.Tokenization;
using static Onnx.TensorProto.Types;

namespace DiffusionCourse.Tests.Exports;

/// <summary>Networks of a few thousand weights with Stable Diffusion's inputs and outputs. Every input matters to the picture.</summary>
internal static class GeneratedNetworks
{
    public const int TextWidth = 16;
    private const int Channels = ExportedModel.Channels, Side = ExportedModel.LatentSide, Hidden = 8;
    private static readonly ClipTokenizer Tokenizer = ClipTokenizer.LoadFromModel(ModelLocator.EmbeddedModel);

    public static void WriteAll(ExportLayout layout, string folder)
    {
        TextEncoder(layout).Save(Path.Combine(folder, "text_encoder"));
        UNet(layout).Save(Path.Combine(folder, "unet"));
        Decoder(layout).Save(Path.Combine(folder, "vae_decoder"));
        if (layout.Encoder != EncoderOutput.Missing)
        {
            Encoder(layout).Save(Path.Combine(folder, "vae_encoder"));
        }
    }

    public static OnnxGraphWriter TextEncoder(ExportLayout layout, int textWidth = TextWidth)
    {
        var graph = new OnnxGraphWriter(layout, seed: 1);
        var context = Tokenizer.ContextLength;
        var ids = graph.Input("input_ids", layout.Ids, layout.BatchDimension, context);
        var x = graph.Node("Add", [graph.Node("Gather", [graph.Weight(1, Tokenizer.VocabularySize, textWidth), ids]), graph.Weight(0.3, context, textWidth)]);
        x = graph.Node("Tanh", [graph.Node("MatMul", [x, graph.Weight(0.5, textWidth, textWidth)])]);
        object[] shape = [layout.BatchDimension, context, textWidth];
        if (layout.HiddenStates)
        {
            // Before the one that counts, and of the same rank.
            graph.Output("hidden_states.0", graph.Node("Neg", [x]), graph.Precision, shape);
        }

        graph.Output("last_hidden_state", x, graph.Precision, shape);
        if (layout.PooledOutput)
        {
            graph.Output("pooler_output", graph.Node("ReduceMean", [x], null, ("axes", new long[] { 1 }), ("keepdims", 0L)), graph.Precision, layout.BatchDimension, textWidth);
        }

        return graph;
    }

    public static OnnxGraphWriter UNet(ExportLayout layout, int outputChannels = Channels, int inputChannels = Channels, object? textWidth = null)
    {
        layout = layout with { Batch = layout.UNetBatch ?? layout.Batch };
        var graph = new OnnxGraphWriter(layout, seed: 2);
        object[] area = layout.FixedSizes ? [Side, Side] : ["height", "width"];
        var sample = graph.Input("sample", graph.Precision, [layout.BatchDimension, layout.Channels(inputChannels), .. area]);
        var timestep = graph.Input("timestep", layout.Timestep, layout.TimestepShape);
        var text = graph.Input("encoder_hidden_states", graph.Precision, layout.BatchDimension, "sequence", textWidth ?? TextWidth);
        var x = graph.Conv(sample, inputChannels, Hidden);
        x = graph.Node("Add", [x, Everywhere(graph, graph.Node("ReduceMean", [graph.Node("MatMul", [text, graph.Weight(0.8, TextWidth, Hidden)])], null, ("axes", new long[] { 1 }), ("keepdims", 0L)))]);
        x = graph.Node("Add", [x, Everywhere(graph, Time(graph, timestep))]);
        if (layout.TimestepCondition > 0)
        {
            var condition = graph.Input("timestep_cond", graph.Precision, layout.BatchDimension, layout.TimestepCondition);
            x = graph.Node("Add", [x, Everywhere(graph, graph.Node("MatMul", [condition, graph.ExtraWeight(0.5, layout.TimestepCondition, Hidden)]))]);
        }

        x = graph.Conv(graph.Node("Tanh", [x]), Hidden, outputChannels);
        x = layout.Fault == Fault.UNetNotANumber ? NotANumberBelow500(graph, x, timestep) : x;
        graph.Output("out_sample", x, graph.Precision, [layout.BatchDimension, outputChannels, .. area]);
        return graph;
    }

    public static OnnxGraphWriter Decoder(ExportLayout layout, bool twice = true, int side = Side, int channels = Channels)
    {
        var graph = new OnnxGraphWriter(layout, seed: 3);
        var factor = twice ? 4 : 2;
        object[] small = layout.FixedSizes ? [side, side] : ["height", "width"];
        object[] large = layout.FixedSizes ? [side * factor, side * factor] : ["picture_height", "picture_width"];
        var x = graph.Conv(graph.Input("latent_sample", graph.Precision, [layout.BatchDimension, layout.Channels(channels), .. small]), channels, Hidden);
        if (layout.Fault == Fault.DecoderOverflow)
        {
            x = graph.Node("Mul", [graph.Node("Mul", [x, graph.Constant(graph.Precision, [], 60_000)]), graph.Constant(graph.Precision, [], 60_000)]);
            x = graph.Node("Mul", [graph.Node("Mul", [x, graph.Constant(graph.Precision, [], 1 / 60_000.0)]), graph.Constant(graph.Precision, [], 1 / 60_000.0)]);
        }

        for (var doubled = 1; doubled < factor; doubled *= 2)
        {
            x = graph.Node("Resize", [graph.Node("Tanh", [x]), "", graph.Constant(DataType.Float, [4], 1, 1, 2, 2)], null,
                ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
            x = graph.Conv(x, Hidden, Hidden);
        }

        x = graph.Conv(x, Hidden, 3);
        x = layout.Fault == Fault.DecoderBlack ? graph.Node("Sub", [graph.Node("Sub", [x, x]), graph.Constant(graph.Precision, [], 1)]) : x;
        graph.Output("sample", x, graph.Precision, [layout.BatchDimension, 3, .. large]);
        return graph;
    }

    public static OnnxGraphWriter Encoder(ExportLayout layout)
    {
        var graph = new OnnxGraphWriter(layout, seed: 4);
        object[] small = layout.FixedSizes ? [Side, Side] : ["height", "width"];
        object[] large = layout.FixedSizes ? [Side * 4, Side * 4] : ["picture_height", "picture_width"];
        var x = graph.Input("sample", graph.Precision, [layout.BatchDimension, 3, .. large]);
        x = graph.Conv(graph.Node("Tanh", [graph.Conv(x, 3, Hidden, stride: 2)]), Hidden, 2 * Channels, stride: 2);
        if (layout.Encoder == EncoderOutput.LatentParameters)
        {
            graph.Output("latent_parameters", x, graph.Precision, [layout.BatchDimension, 2 * Channels, .. small]);
            return graph;
        }

        var mean = graph.Node("Slice", [x, graph.Constant(DataType.Int64, [1], 0), graph.Constant(DataType.Int64, [1], Channels), graph.Constant(DataType.Int64, [1], 1)]);
        graph.Output("latent_sample", mean, graph.Precision, [layout.BatchDimension, Channels, .. small]);
        return graph;
    }

    // [batch, channels] or [1, channels] to every position.
    private static string Everywhere(OnnxGraphWriter graph, string vectors)
        => graph.Node("Unsqueeze", [vectors, graph.Constant(DataType.Int64, [2], 2, 3)]);

    private static string Time(OnnxGraphWriter graph, string timestep)
    {
        var column = graph.Node("Reshape", [graph.Cast(timestep, DataType.Float), graph.Constant(DataType.Int64, [2], -1, 1)]);
        var scaled = graph.Node("Mul", [column, graph.Constant(DataType.Float, [], 0.001)]);
        return graph.Node("MatMul", [graph.Cast(scaled, graph.Precision), graph.Weight(1, 1, Hidden)]);
    }

    private static string NotANumberBelow500(OnnxGraphWriter graph, string x, string timestep)
    {
        var late = graph.Node("ReduceMin", [graph.Cast(timestep, DataType.Float)], null, ("keepdims", 0L));
        var zero = graph.Node("Floor", [graph.Node("Div", [late, graph.Constant(DataType.Float, [], 500)])]);
        return graph.Node("Add", [x, graph.Cast(graph.Node("Sub", [graph.Node("Div", [zero, zero]), graph.Constant(DataType.Float, [], 1)]), graph.Precision)]);
    }
}
