using System.Collections.Frozen;

namespace DiffusionCourse.Cost.Running;

/// <summary>What is known of operators: which compute, and which do no multiply-accumulates by the counting rule.</summary>
internal static class OperatorNames
{
    public static readonly FrozenSet<string> Convolutions = Set("Conv FusedConv NhwcConv NhwcFusedConv ConvInteger QLinearConv");

    public static readonly FrozenSet<string> TransposedConvolutions =
        Set("ConvTranspose ConvTransposeWithDynamicPads QLinearConvTranspose");

    public static readonly FrozenSet<string> MatrixProducts = Set("""
        MatMul FusedMatMul TransposeMatMul FusedMatMulActivation MatMulInteger MatMulInteger16 MatMulIntegerToFloat DynamicQuantizeMatMul
        QLinearMatMul MatMulNBits MatMulBnb4 MatMulFpQ4 GemmFastGelu
        """);

    public static readonly FrozenSet<string> Gemms = Set("Gemm FusedGemm GemmFloat8 QGemm");

    /// <summary>Their own time holds that of the nodes inside, which stand in the profile, too.</summary>
    public static readonly FrozenSet<string> Containers = Set("If Loop Scan SequenceMap");

    public static readonly FrozenSet<string> Normalizations = Set("""
        LayerNormalization SimplifiedLayerNormalization SkipLayerNormalization SkipSimplifiedLayerNormalization EmbedLayerNormalization
        GroupNorm SkipGroupNorm GroupNormalization InstanceNormalization BatchNormalization RMSNormalization LpNormalization
        MeanVarianceNormalization LRN QOrderedLayerNormalization BiasDropout
        """);

    public static readonly FrozenSet<string> ElementWise = Set("""
        Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BiasAdd BiasGelu BiasSoftmax BiasSplitGelu BitShift
        BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil Celu CenterCropPad Clip Col2Im Compress Concat ConcatFromSequence
        ConcatTraining Constant ConstantOfShape Cos Cosh CumSum DepthToSpace DequantizeLinear Div Dropout DynamicQuantizeLinear Elu
        Equal Erf Exp Expand ExpandDims EyeLike FastGelu Flatten Floor FusedConcat Gather GatherBlockQuantized GatherElements GatherND
        Gelu GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GridSample HardSigmoid HardSwish Hardmax Identity IsAllFinite
        IsInf IsNaN LeakyRelu Less LessOrEqual Log LogSoftmax Max MaxPool Mean MemcpyFromHost MemcpyToHost Min Mish Mod Mul
        Multinomial Neg NhwcMaxPool NonZero Not OneHot Optional Or PRelu Pad Pow QLinearAdd QLinearAveragePool QLinearConcat
        QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearSigmoid QLinearSoftmax QLinearWhere QuantizeLinear QuickGelu
        RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp
        ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu ReorderInput ReorderOutput Reshape Resize
        ReverseSequence Round ScaledTanh ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty SequenceInsert
        SequenceLength Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax Softplus Softsign SpaceToDepth Split SplitToSequence
        Sqrt Squeeze StringNormalizer Sub Sum Swish Tan Tanh ThresholdedRelu Tile TopK Transpose Trilu Unique Unsqueeze Upsample Where Xor
        """);

    private static FrozenSet<string> Set(string names)
        => names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
