/** What index.html shows before this script has run; its looks are there. */
export const Skeleton = () => (
  <div className="skeleton" role="status">
    <p>Loading the dashboards …</p>
    {Array.from({ length: 9 }, (_, index) => (
      <i key={index} />
    ))}
  </div>
);
