// train/embedding.h — places pictures in a plane so that pictures with similar features are near each other.
//
// t-SNE (van der Maaten and Hinton, "Visualizing Data using t-SNE", 2008): a picture's neighbours in the plane shall be
// its neighbours by features. The attraction takes the nearest neighbours only (van der Maaten, "Accelerating t-SNE
// using Tree-Based Algorithms", 2014, section 4.1), the repulsion all pairs, so the time grows with the square. It
// starts from the two principal components, which keep the large distances (Kobak and Berens, "The art of using t-SNE
// for single-cell transcriptomics", 2019); the learning rate is that of Belkina et al., "Automated optimized parameters
// for t-distributed stochastic neighbor embedding", 2019.
#pragma once

#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "train/neighbours.h"

namespace tinsmith::train {

// The number of neighbours per picture that `embedded` makes use of.
inline constexpr std::size_t kEmbeddingNeighbours = 90;

struct PlanePoint {
  float x = 0, y = 0;  // 0 … 1
};

// Returns the position of each picture, from features [pictures, channels] and their nearest neighbours. The positions
// fill the unit square; along an axis in which all are equal they are 0.5. The same input gives the same bytes, for any
// number of threads. Precondition: the neighbours are those of these features.
std::vector<PlanePoint> embedded(std::span<const float> features, const Neighbours& neighbours,
                                 ThreadPool& pool);

}  // namespace tinsmith::train
