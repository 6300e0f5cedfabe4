// kpu/node_steps.h — how each kind of node of version 4 runs. Errors as step_of in state.h.
#pragma once

#include "kpu/shapes.h"
#include "kpu/state.h"

namespace tinsmith::kpu {

namespace v4 = kmodel::v4;

Value value_of(Element element, const Index& sizes, bool is_planar);

// In steps_v4.cpp.
Result<Step> step_of(const v4::KpuConvolution& convolution, Places& places);
Result<Step> step_of(const v4::KpuUpload& upload, Places& places);
Result<Step> step_of(const v4::Transpose& transpose, Places& places);
Result<Step> step_of(const v4::StridedSlice& slice, Places& places);
Result<Step> step_of(const v4::Pad& pad, Places& places);
Result<Step> step_of(const v4::Resize& resize, Places& places);
Result<Step> step_of(const v4::MemoryCopy& copy, Places& places);
Result<Step> step_of(const v4::Concat& concat, Places& places);
Result<Step> step_of(const v4::Dequantize& dequantize, Places& places);
Result<Step> step_of(const v4::Quantize& quantize, Places& places);
Result<Step> step_of(const v4::TableLookup& lookup, Places& places);
Result<Step> step_of(const v4::Other& other, Places& places);

// In arithmetic_v4.cpp.
Result<Step> step_of(const v4::Binary& binary, Places& places);
Result<Step> step_of(const v4::QuantizedBinary& binary, Places& places);
Result<Step> step_of(const v4::MatMul& product, Places& places);
Result<Step> step_of(const v4::Reduce& reduce, Places& places);
Result<Step> step_of(const v4::ReduceWindow& reduce, Places& places);
Result<Step> step_of(const v4::Softmax& softmax, Places& places);
Result<Step> step_of(const v4::Unary& unary, Places& places);

}  // namespace tinsmith::kpu
