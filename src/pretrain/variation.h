// pretrain/variation.h — the augmentation of pretraining, which is stronger than that of training: the
// weights are to serve pictures of other cameras and other light, not the pictures that they learned from.
#pragma once

#include "base/random.h"
#include "image/image.h"
#include "image/preparation.h"
#include "loader/augment.h"

namespace tinsmith::pretrain {

// Draws a random resized crop (Szegedy et al. 2015, arXiv:1409.4842, section 6), half of them turned by a few
// degrees, mirrored or not, with changed colours and sometimes a grey rectangle.
loader::Variation drawn_crop(image::Size input, bool may_be_mirrored, Rng& random);

// Sometimes blurs the picture or adds noise to it, as cameras do.
void disturb(image::Image& picture, Rng& random);

// Returns the input, `size` x `size` pixels, for a stored crop. Equal random streams give equal inputs.
image::Image varied_crop(const image::Image& stored, std::int32_t size_px, bool may_be_mirrored, Rng random);

// Returns the recipe by which a picture becomes an input of this size without augmentation.
image::Preparation preparation_for(std::int32_t size_px);

}  // namespace tinsmith::pretrain
